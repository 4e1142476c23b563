package dev.kindred.datastore.autoconfigure.endpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.kindred.datastore.KindStatistics;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What the endpoint tells of the whole store. Part of an API that others read as JSON: members are added, not renamed.
 *
 * @param engine the engine; null if the datastore is not one of ours
 * @param namespaces the namespaces that have an entity
 * @param kinds how much there is of each kind, in all namespaces
 * @param indexes what queries can use
 * @param slowQueries the queries that took long
 */
public record DatastoreDescriptor(
        @Nullable EngineDescriptor engine,
        List<String> namespaces,
        List<KindStatistics> kinds,
        IndexesDescriptor indexes,
        SlowQueriesDescriptor slowQueries)
        implements OperationResponseBody {

    /**
     * The engine.
     *
     * @param name its name
     * @param state {@code open}, {@code closed} or {@code read-only-after-failure}; nothing is read of one that is closed
     * @param version the version of the last commit
     * @param details further facts, sorted by name
     */
    public record EngineDescriptor(String name, String state, long version, Map<String, Object> details) {}

    /**
     * The indexes.
     *
     * @param single what is true of single properties
     * @param composite the composite indexes
     */
    public record IndexesDescriptor(String single, List<CompositeIndexDescriptor> composite) {}

    /**
     * A composite index.
     *
     * @param kind its kind
     * @param properties its properties in order, with a minus sign for a descending one, and {@code __ancestor__} first for queries with an ancestor
     * @param state {@code building}, {@code built} or {@code failed}
     * @param problem why it could not be built; null unless it failed and values are shown
     */
    public record CompositeIndexDescriptor(
            String kind,
            List<String> properties,
            String state,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String problem) {}

    /**
     * The slow queries.
     *
     * @param thresholdMillis from when on a query is slow, in milliseconds; 0 for never
     * @param queries those remembered, the slowest first
     */
    public record SlowQueriesDescriptor(long thresholdMillis, List<SlowQueryDescriptor> queries) {}

    /**
     * A slow query.
     *
     * @param gql the query with {@code ?} for each value
     * @param kind its kind, null if it has none
     * @param runs how many runs were slow
     * @param slowestMillis how long the slowest took, in milliseconds
     * @param last when the last slow run ended
     * @param rowsRead rows read in the slowest
     * @param resultsReturned results of the slowest
     * @param advice composite indexes that would help
     * @param example the slowest run's query with its values; null unless values are shown
     */
    public record SlowQueryDescriptor(
            String gql,
            @Nullable String kind,
            long runs,
            long slowestMillis,
            Instant last,
            long rowsRead,
            long resultsReturned,
            List<String> advice,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String example) {}
}
