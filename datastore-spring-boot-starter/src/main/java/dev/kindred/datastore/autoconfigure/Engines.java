package dev.kindred.datastore.autoconfigure;

import dev.kindred.datastore.autoconfigure.DatastoreProperties.Embedded;
import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.engine.ordered.OrderedSettings;
import dev.kindred.datastore.engine.postgres.PostgresEngine;
import dev.kindred.datastore.engine.rocksdb.RocksDbEngine;
import dev.kindred.datastore.store.StorageEngine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;

/** Makes the engine that the properties name. It is closed, and has touched nothing. */
final class Engines {

    private static final String ROCKSDB_LIBRARY = "org.rocksdb.RocksDB";

    private Engines() {}

    static StorageEngine create(DatastoreProperties properties) {
        return create(properties, null, null);
    }

    static StorageEngine create(
            DatastoreProperties properties, @Nullable InstantSource clock, @Nullable PostgresConnections connections) {
        OrderedSettings settings = settings(properties)
                .clocks(clock == null ? InstantSource.system() : clock, OrderedSettings.DEFAULT.ticker());
        return switch (name(properties, connections)) {
            case "rocksdb" -> rocksDb(properties, settings);
            case "memory" -> new MemoryEngine(settings);
            case "postgres" -> postgres(properties, clock, connections);
            default ->
                throw new InvalidSettingException(
                        "kindred.datastore.engine",
                        String.valueOf(properties.engine()),
                        "There is no engine of this name.",
                        "Set it to \"rocksdb\" (durable, the default), \"postgres\" (for several processes) or \"memory\" (for tests), or declare a bean of type StorageEngine.");
        };
    }

    /** A DataSource alone chooses nothing: an application that stores its tables there has not asked for its entities to move. */
    private static String name(DatastoreProperties properties, @Nullable PostgresConnections connections) {
        String named = properties.engine();
        if (named != null && !named.isBlank()) {
            return named.trim().toLowerCase(Locale.ROOT);
        }
        return connections != null && connections.properties().sayWhere() ? "postgres" : "rocksdb";
    }

    private static StorageEngine postgres(
            DatastoreProperties properties, @Nullable InstantSource clock, @Nullable PostgresConnections connections) {
        if (connections == null) {
            throw new FailureAnalyzedException(
                    "The engine \"postgres\" is chosen, but the auto-configuration of its connections is excluded.",
                    "Do not exclude \"" + DatastorePostgresAutoConfiguration.class.getName() + "\".");
        }
        DatastorePostgresProperties settings = connections.properties();
        PostgresEngine.Builder engine = PostgresEngine.on(connections.dataSource())
                .schema(settings.schemaName())
                .schemaMode(settings.schema())
                .notifications(settings.notifications())
                .statementTimeout(settings.statementTimeout())
                .preparedStatements(settings.preparedStatements())
                .lease(settings.lease())
                .nameTombstone(properties.taskNameTombstone());
        if (settings.dialect() != null) {
            engine.dialect(settings.dialect());
        }
        // The server's own clock otherwise, so that processes agree.
        return (clock == null ? engine : engine.clock(clock)).build();
    }

    static OrderedSettings settings(DatastoreProperties properties) {
        OrderedSettings settings = OrderedSettings.DEFAULT
                .history(properties.history().window(), properties.history().resolution())
                .nameTombstone(properties.taskNameTombstone());
        DataSize cache = properties.embedded().cache();
        if (cache != null) {
            settings = settings.cacheBytes(cache.toBytes());
        }
        Duration timeout = properties.transaction().timeout();
        // The engine has a limit of its own, after which a transaction conflicts. Only ever raised: others may set
        // longer timeouts than ours.
        return timeout.compareTo(settings.transactionAge()) > 0 ? settings.transactionAge(timeout) : settings;
    }

    private static StorageEngine rocksDb(DatastoreProperties properties, OrderedSettings settings) {
        if (!ClassUtils.isPresent(ROCKSDB_LIBRARY, Engines.class.getClassLoader())) {
            throw new FailureAnalyzedException(
                    "The engine \"rocksdb\" is chosen by \"kindred.datastore.engine\" or its default, but its library is not on the class path.",
                    "Do not exclude \"org.rocksdb:rocksdbjni\" from the starter, or set \"kindred.datastore.engine\" to \"postgres\" or \"memory\".");
        }
        Embedded embedded = properties.embedded();
        return RocksDbEngine.at(embedded.directory())
                .ordered(settings)
                .durability(embedded.durability())
                .memoryBytes(embedded.memory().toBytes())
                .build();
    }
}
