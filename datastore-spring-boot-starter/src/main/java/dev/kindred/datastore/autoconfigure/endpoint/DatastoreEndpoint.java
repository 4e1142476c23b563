package dev.kindred.datastore.autoconfigure.endpoint;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.IndexStatus;
import dev.kindred.datastore.KindStatistics;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.autoconfigure.endpoint.DatastoreDescriptor.CompositeIndexDescriptor;
import dev.kindred.datastore.autoconfigure.endpoint.DatastoreDescriptor.EngineDescriptor;
import dev.kindred.datastore.autoconfigure.endpoint.DatastoreDescriptor.IndexesDescriptor;
import dev.kindred.datastore.autoconfigure.endpoint.DatastoreDescriptor.SlowQueriesDescriptor;
import dev.kindred.datastore.autoconfigure.endpoint.DatastoreDescriptor.SlowQueryDescriptor;
import dev.kindred.datastore.autoconfigure.slow.SlowQueries;
import dev.kindred.datastore.autoconfigure.slow.SlowQuery;
import dev.kindred.datastore.query.IndexDefinition;
import dev.kindred.datastore.store.EngineStatus;
import dev.kindred.datastore.store.StorageEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * The actuator's endpoint {@code datastore}: what the store holds, its indexes, and the queries that took long. It reads only, and never opens an engine that is
 * closed. Without {@code management.endpoint.datastore.show-values} it shows names and numbers, and no stored value.
 */
@Endpoint(id = "datastore")
public final class DatastoreEndpoint {

    static final String SINGLE =
            "Every property that is not excluded is indexed, ascending and descending; queries combine these indexes.";

    private final Datastore datastore;
    private final @Nullable StorageEngine engine;
    private final SlowQueries slow;
    private final Show showValues;

    /**
     * Makes the endpoint.
     *
     * @param datastore what it tells of
     * @param engine its engine, null if that is not ours
     * @param slow the slow queries
     * @param showValues when to show values
     */
    public DatastoreEndpoint(Datastore datastore, @Nullable StorageEngine engine, SlowQueries slow, Show showValues) {
        this.datastore = datastore;
        this.engine = engine;
        this.slow = slow;
        this.showValues = showValues;
    }

    /**
     * The whole store, one row for each kind and namespace.
     *
     * @return a description
     */
    @ReadOperation
    public DatastoreDescriptor datastore() {
        return datastore(showValues.isShown(true));
    }

    /**
     * One kind.
     *
     * @param kind the kind
     * @param namespace the namespace whose properties are listed; null for the application's own
     * @return a description; null if there is no entity of the kind in any namespace, and no index
     */
    @ReadOperation
    public @Nullable KindDescriptor kind(@Selector String kind, @Nullable String namespace) {
        return kind(kind, namespace, showValues.isShown(true));
    }

    DatastoreDescriptor datastore(boolean values) {
        boolean readable = isReadable();
        return new DatastoreDescriptor(
                engine == null ? null : describe(engine.status()),
                readable ? datastore.metadata().namespaces() : List.of(),
                readable ? datastore.metadata().statistics() : List.of(),
                new IndexesDescriptor(SINGLE, composite(values, kind -> true)),
                new SlowQueriesDescriptor(slow.threshold().toMillis(), slow(values, kind -> true)));
    }

    @Nullable
    KindDescriptor kind(String kind, @Nullable String namespace, boolean values) {
        List<CompositeIndexDescriptor> indexes = composite(values, kind::equals);
        List<KindStatistics> statistics = isReadable()
                ? datastore.metadata().statistics().stream()
                        .filter(row -> row.kind().equals(kind))
                        .toList()
                : List.of();
        if (statistics.isEmpty() && indexes.isEmpty()) {
            return null;
        }
        String shown = namespace == null ? datastore.partition().namespace() : namespace;
        return new KindDescriptor(
                kind,
                shown,
                statistics,
                isReadable() ? datastore.metadata().namespace(shown).kindProperties(kind) : new TreeMap<>(),
                indexes,
                slow(values, kind::equals));
    }

    private boolean isReadable() {
        return engine == null || engine.status().state() != EngineStatus.State.CLOSED;
    }

    private static EngineDescriptor describe(EngineStatus status) {
        return new EngineDescriptor(
                status.engine(), name(status.state()), status.version(), new TreeMap<>(status.details()));
    }

    private List<CompositeIndexDescriptor> composite(boolean values, Predicate<String> kinds) {
        if (!isReadable() || !(datastore instanceof LocalDatastore local)) {
            return List.of();
        }
        return local.indexes().stream()
                .filter(status -> kinds.test(status.index().kind()))
                .map(status -> describe(status, values))
                .toList();
    }

    private static CompositeIndexDescriptor describe(IndexStatus status, boolean values) {
        IndexDefinition index = status.index();
        List<String> properties = new ArrayList<>();
        if (index.scope() == IndexDefinition.Scope.ANCESTOR) {
            properties.add("__ancestor__");
        }
        index.columns().forEach(column -> properties.add((column.isDescending() ? "-" : "") + column.property()));
        return new CompositeIndexDescriptor(
                index.kind(), properties, name(status.state()), values ? status.problem() : null);
    }

    private List<SlowQueryDescriptor> slow(boolean values, Predicate<@Nullable String> kinds) {
        return slow.slowest().stream()
                .filter(query -> kinds.test(query.kind()))
                .map(query -> describe(query, values))
                .toList();
    }

    private static SlowQueryDescriptor describe(SlowQuery query, boolean values) {
        return new SlowQueryDescriptor(
                query.gql(),
                query.kind(),
                query.runs(),
                query.slowest().toMillis(),
                query.last(),
                query.rowsRead(),
                query.resultsReturned(),
                query.advice(),
                values ? query.example() : null);
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
