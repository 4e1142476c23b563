package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.template.FetchPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.data.repository.query.ReturnedType;
import org.springframework.data.util.Lazy;

/**
 * A generated method: what is the same in all of its calls. Set up when the repository is made, and from then on safe for all threads. Public for generated code
 * alone.
 */
public final class PreparedMethod {

    private final PreparedMethods methods;
    private final String name;
    private final ResultShape shape;
    private final Lazy<Ready> ready = Lazy.of(this::ready);
    private Class<?> returned;
    private String[] fetched = new String[0];
    private Sort sort = Sort.unsorted();
    private int limit = -1;

    PreparedMethod(PreparedMethods methods, String name, ResultShape shape) {
        this.methods = methods;
        this.name = name;
        this.shape = shape;
        this.returned = methods.type();
    }

    /**
     * Sets what entities are returned as.
     *
     * @param type a projection, interface or class
     * @return this
     */
    public PreparedMethod returning(Class<?> type) {
        returned = type;
        return this;
    }

    /**
     * Sets the references that are loaded with the results.
     *
     * @param paths of fields
     * @return this
     */
    public PreparedMethod fetching(String... paths) {
        fetched = paths;
        return this;
    }

    /**
     * Sets the order that the name says. That of a call comes behind it.
     *
     * @param order of fields
     * @return this
     */
    public PreparedMethod sortedBy(Sort order) {
        sort = order;
        return this;
    }

    /**
     * Sets the limit that the name says.
     *
     * @param results the most
     * @return this
     */
    public PreparedMethod first(int results) {
        limit = results;
        return this;
    }

    /**
     * An argument that must not be null.
     *
     * @param <T> its type
     * @param position from 1
     * @param argument what is given
     * @return it
     * @throws org.springframework.dao.InvalidDataAccessApiUsageException if it is null
     */
    public <T> T required(int position, @Nullable T argument) {
        return Arguments.required(argument, position - 1, simpleName());
    }

    /**
     * An argument that holds several values.
     *
     * @param position from 1
     * @param argument a collection or an array
     * @return what it holds
     * @throws org.springframework.dao.InvalidDataAccessApiUsageException if it is null
     */
    public List<?> many(int position, @Nullable Object argument) {
        return Arguments.many(argument, position - 1, simpleName());
    }

    /**
     * Begins a call.
     *
     * @param conditions all of which have to be met; null for one that is left out
     * @return the call
     */
    public PreparedCall where(@Nullable Constraint... conditions) {
        Query query = methods.operations().query(methods.type()).toQuery();
        for (Order order : ready.get().orders()) {
            query = query.orderBy(order);
        }
        query = limit < 0 ? query : query.limit(limit);
        Constraint constraint = Constraint.anyOf(Constraint.allOf(conditions));
        return new PreparedCall(this, new BoundQuery(constraint.filtered(query), constraint.rest()));
    }

    /** Such as {@code findByName}, as messages name it. */
    String simpleName() {
        int parameters = name.indexOf('(');
        return name.substring(name.lastIndexOf('.', parameters) + 1, parameters);
    }

    MethodExecution execution() {
        return ready.get().execution();
    }

    Projection projection() {
        return ready.get().projection();
    }

    private Ready ready() {
        MethodExecution execution = new MethodExecution(
                methods.type(),
                FetchPlan.of(fetched).askedBy(name),
                shape,
                methods.operations(),
                QuerySettings.DEFAULTS);
        Projection projection =
                new Projection(ReturnedType.of(returned, methods.type(), methods.projections()), methods.projections());
        return new Ready(execution, projection, execution.properties().orders(sort));
    }

    /** What is worked out at the first call. */
    private record Ready(MethodExecution execution, Projection projection, List<Order> orders) {}
}
