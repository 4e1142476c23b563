package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import dev.kindred.datastore.spring.data.template.Projector;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Slice;
import org.springframework.data.domain.Sort;
import org.springframework.data.domain.Window;
import org.springframework.data.projection.ProjectionFactory;
import org.springframework.data.repository.query.FluentQuery.FetchableFluentQuery;

/** A query by example on its way. Immutable. */
final class FluentExample<S, R> implements FetchableFluentQuery<R> {

    /** What stays the same while a query is refined. */
    record Source<S>(
            DatastoreOperations operations,
            ProjectionFactory projections,
            QueryExecution<S> execution,
            Query query,
            Class<S> type) {}

    private final Source<S> source;
    private final Class<R> result;
    private final Sort sort;
    private final int limit;
    private final Function<S, R> view;

    FluentExample(Source<S> source, Class<R> result) {
        this(source, result, Sort.unsorted(), -1);
    }

    private FluentExample(Source<S> source, Class<R> result, Sort sort, int limit) {
        this.source = source;
        this.result = result;
        this.sort = sort;
        this.limit = limit;
        this.view = view(source, result);
    }

    private static <S, R> Function<S, R> view(Source<S> source, Class<R> result) {
        if (result.isAssignableFrom(source.type())) {
            return result::cast;
        }
        return new Projector(source.projections(), source.operations().getConverter()).to(result)::apply;
    }

    @Override
    public FetchableFluentQuery<R> sortBy(Sort more) {
        return new FluentExample<>(source, result, sort.and(more), limit);
    }

    @Override
    public FetchableFluentQuery<R> limit(int most) {
        if (most < 0) {
            throw new InvalidDataAccessApiUsageException("The limit " + most + " is negative; leave it out for all.");
        }
        return new FluentExample<>(source, result, sort, most);
    }

    @Override
    public <P> FetchableFluentQuery<P> as(Class<P> type) {
        return new FluentExample<>(source, type, sort, limit);
    }

    /** Entities are stored whole and read whole: the names are checked, and nothing else changes. */
    @Override
    public FetchableFluentQuery<R> project(Collection<String> properties) {
        properties.forEach(property -> source.operations().filters().path(source.type(), property));
        return this;
    }

    private Query query(Sort order) {
        Query query = source.query().limit(limit);
        for (Order each : source.execution().properties().orders(order)) {
            query = query.orderBy(each);
        }
        return query;
    }

    @Override
    public @Nullable R oneValue() {
        S found = source.execution().one(query(sort));
        return found == null ? null : view.apply(found);
    }

    @Override
    public @Nullable R firstValue() {
        List<S> found = source.execution().list(query(sort).limit(limit == 0 ? 0 : 1));
        return found.isEmpty() ? null : view.apply(found.get(0));
    }

    @Override
    public List<R> all() {
        return source.execution().list(query(sort)).stream().map(view).toList();
    }

    @Override
    public Window<R> scroll(ScrollPosition position) {
        return source.execution().window(query(sort), position).map(view);
    }

    @Override
    public Page<R> page(Pageable pageable) {
        return source.execution()
                .page(query(pageable.getSortOr(sort)), pageable)
                .map(view);
    }

    @Override
    public Slice<R> slice(Pageable pageable) {
        return source.execution()
                .slice(query(pageable.getSortOr(sort)), pageable)
                .map(view);
    }

    @Override
    public Stream<R> stream() {
        return source.execution().stream(query(sort)).map(view);
    }

    @Override
    public long count() {
        return source.execution().count(source.query());
    }

    @Override
    public boolean exists() {
        return source.execution().exists(source.query());
    }
}
