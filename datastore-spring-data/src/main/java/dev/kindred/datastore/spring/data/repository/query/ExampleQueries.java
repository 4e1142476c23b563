package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import dev.kindred.datastore.spring.data.template.FetchPlan;
import java.util.function.Function;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.domain.Example;
import org.springframework.data.projection.ProjectionFactory;
import org.springframework.data.repository.query.FluentQuery;
import org.springframework.data.repository.query.FluentQuery.FetchableFluentQuery;

/**
 * Finds entities like an example. Fields without value say nothing, unless the matcher includes nulls; of a collection each element has to be there; an empty collection or
 * map says nothing; id and parent are those of the key.
 *
 * <p>Exact values, and texts by their beginning, are found by index. For what is left, such as texts without regard to case and unindexed fields, the entities that the
 * other conditions leave are read and filtered, up to {@link QuerySettings#postFilterLimit()}. Pages, counts and cursors are of what passes. For all threads.
 */
public final class ExampleQueries {

    private final DatastoreOperations operations;
    private final QuerySettings settings;
    private final ProjectionFactory projections;

    /**
     * Queries over a datastore.
     *
     * @param operations runs the queries
     * @param settings how many entities may be read to filter them
     * @param projections makes the views that are asked for as interfaces
     */
    public ExampleQueries(DatastoreOperations operations, QuerySettings settings, ProjectionFactory projections) {
        this.operations = operations;
        this.settings = settings;
        this.projections = projections;
    }

    /**
     * A query to go on with.
     *
     * @param <S> the type of the example
     * @param example what to look for
     * @return an immutable query for all that is like it, by key
     */
    public <S> FetchableFluentQuery<S> like(Example<S> example) {
        BoundQuery bound = ExampleCriteria.of(operations, example);
        Class<S> type = example.getProbeType();
        QueryExecution<S> all = new QueryExecution<>(operations, type);
        QueryExecution<S> execution = bound.rest() == null
                ? all
                : all.reading(RawRows.filtered(operations, bound.rest(), settings, type, FetchPlan.NONE));
        return new FluentExample<>(
                new FluentExample.Source<>(operations, projections, execution, bound.query(), type), type);
    }

    /**
     * Runs what a function makes of a query.
     *
     * @param <S> the type of the example
     * @param <R> what the function returns
     * @param example what to look for
     * @param query refines and ends the query
     * @return the function's result
     * @throws InvalidDataAccessApiUsageException if that is the query itself, which has not run then
     */
    public <S, R> R findBy(Example<S> example, Function<FetchableFluentQuery<S>, R> query) {
        R result = query.apply(like(example));
        if (result instanceof FluentQuery<?>) {
            throw new InvalidDataAccessApiUsageException(
                    "The function given to findBy returns the query, which has not run; end it with one(), first(), all(), page(…), slice(…), scroll(…), stream(), count() or exists().");
        }
        return result;
    }
}
