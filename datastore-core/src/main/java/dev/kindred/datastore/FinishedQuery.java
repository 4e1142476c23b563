package dev.kindred.datastore;

import dev.kindred.datastore.query.ExecutionStatistics;
import dev.kindred.datastore.query.IndexDefinition;
import dev.kindred.datastore.query.Query;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** A query that has run. For one thread, and for the time of one call of a {@link QueryObserver}: the advice looks at the snapshot of the run. */
public final class FinishedQuery {

    private final Query query;
    private final ExecutionStatistics statistics;
    private final Duration busy;
    private final Supplier<List<IndexDefinition>> advice;

    FinishedQuery(Query query, ExecutionStatistics statistics, Duration busy, Supplier<List<IndexDefinition>> advice) {
        this.query = query;
        this.statistics = statistics;
        this.busy = busy;
        this.advice = advice;
    }

    /**
     * The query.
     *
     * @return as it was asked, with its values; one for keys alone if a query for entities was counted
     */
    public Query query() {
        return query;
    }

    /**
     * The query without the values it compares with, without limit, offset and cursors: the same for all that one line of a program asks, and fit for logs.
     *
     * @return GQL with {@code ?} for each value
     */
    public String shape() {
        return QueryShape.of(query);
    }

    /**
     * What it cost.
     *
     * @return the statistics of the run, as far as it went
     */
    public ExecutionStatistics statistics() {
        return statistics;
    }

    /**
     * How long the datastore was at work on it, to plan, read and sort: without the time that the caller took between two results.
     *
     * @return the time
     */
    public Duration busy() {
        return busy;
    }

    /**
     * Composite indexes that are not there and would make it cheaper. Plans the query once more.
     *
     * @return the indexes; none if there is nothing to gain
     */
    public List<IndexDefinition> advice() {
        return advice.get();
    }
}
