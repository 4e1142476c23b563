package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Sort;
import org.springframework.data.repository.util.QueryExecutionConverters;

/** One call of a {@link PreparedMethod}. Arguments that say nothing may be null. For one thread. Public for generated code alone. */
public final class PreparedCall {

    private static final DefaultConversionService CONVERSIONS = new DefaultConversionService();

    static {
        QueryExecutionConverters.registerConvertersIn(CONVERSIONS);
    }

    private final PreparedMethod method;
    private BoundQuery bound;
    private Sort sort = Sort.unsorted();
    private Limit limit = Limit.unlimited();
    private Pageable pageable = Pageable.unpaged();
    private @Nullable ScrollPosition position;
    private @Nullable Class<?> type;

    PreparedCall(PreparedMethod method, BoundQuery bound) {
        this.method = method;
        this.bound = bound;
    }

    /**
     * Asks for what is below an ancestor.
     *
     * @param ancestor the ancestor
     * @return this
     * @throws org.springframework.dao.InvalidDataAccessApiUsageException if it is null
     */
    public PreparedCall below(@Nullable Key ancestor) {
        return belowIfGiven(DerivedQuery.ancestor(ancestor, method.simpleName()));
    }

    /**
     * Asks for what is below an ancestor.
     *
     * @param ancestor the ancestor; null for everything
     * @return this
     */
    public PreparedCall belowIfGiven(@Nullable Key ancestor) {
        bound = ancestor == null ? bound : bound.with(bound.query().ancestor(ancestor));
        return this;
    }

    /**
     * Asks for a page, and for its order.
     *
     * @param page the page
     * @return this
     */
    public PreparedCall paged(@Nullable Pageable page) {
        pageable = page == null ? Pageable.unpaged() : page;
        sort = pageable.getSort();
        return this;
    }

    /**
     * Asks for an order, instead of that of a page.
     *
     * @param order the order, behind that of the method
     * @return this
     */
    public PreparedCall sortedBy(@Nullable Sort order) {
        sort = order == null ? Sort.unsorted() : order;
        return this;
    }

    /**
     * Asks for some results.
     *
     * @param results the most
     * @return this
     */
    public PreparedCall limited(@Nullable Limit results) {
        limit = results == null ? Limit.unlimited() : results;
        return this;
    }

    /**
     * Asks for the window at a position.
     *
     * @param start where it starts
     * @return this
     */
    public PreparedCall from(@Nullable ScrollPosition start) {
        position = start;
        return this;
    }

    /**
     * Asks for results of another type than the method declares.
     *
     * @param wanted a projection, or the entities' own type
     * @return this
     */
    public PreparedCall as(@Nullable Class<?> wanted) {
        type = wanted;
        return this;
    }

    /**
     * Runs the query.
     *
     * @param <R> what the method's shape and projection give, which is what it declares
     * @return the result
     */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "NullAway"
    }) // The generator knows what the shape gives.
    public <R extends @Nullable Object> R result() {
        Query query = bound.query();
        if (sort.isSorted()) {
            for (Order order : method.execution().properties().orders(sort)) {
                query = query.orderBy(order);
            }
        }
        CallOptions options =
                new CallOptions(limit, pageable, position, method.projection().as(type), null);
        return (R) method.execution().run(bound.with(query), options);
    }

    /**
     * Runs the query for one result.
     *
     * @param <R> the type of the result
     * @return empty if there is none
     */
    public <R> Optional<R> optional() {
        return Optional.ofNullable(this.<@Nullable R>result());
    }

    /**
     * Runs the query and converts the result as Spring Data does: a list to a set or an array, a number to another.
     *
     * @param <R> what the method declares
     * @param container its class
     * @return the result
     */
    @SuppressWarnings("unchecked") // Elements are projected before.
    public <R> R converted(Class<? super R> container) {
        return (R) Objects.requireNonNull(CONVERSIONS.convert(this.<Object>result(), container));
    }
}
