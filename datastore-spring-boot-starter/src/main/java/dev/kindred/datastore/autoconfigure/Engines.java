package dev.kindred.datastore.autoconfigure;

import dev.kindred.datastore.autoconfigure.DatastoreProperties.Embedded;
import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.engine.ordered.OrderedSettings;
import dev.kindred.datastore.engine.rocksdb.RocksDbEngine;
import dev.kindred.datastore.store.StorageEngine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;

/** Makes the engine that the properties name. It is closed, and has touched nothing. */
final class Engines {

    private static final String ROCKSDB_LIBRARY = "org.rocksdb.RocksDB";

    private Engines() {}

    static StorageEngine create(DatastoreProperties properties) {
        return create(properties, InstantSource.system());
    }

    static StorageEngine create(DatastoreProperties properties, InstantSource clock) {
        OrderedSettings settings = settings(properties).clocks(clock, OrderedSettings.DEFAULT.ticker());
        return switch (properties.engine().trim().toLowerCase(Locale.ROOT)) {
            case "rocksdb" -> rocksDb(properties, settings);
            case "memory" -> new MemoryEngine(settings);
            default ->
                throw new InvalidSettingException(
                        "kindred.datastore.engine",
                        properties.engine(),
                        "There is no engine of this name.",
                        "Set it to \"rocksdb\" (durable, the default) or \"memory\" (for tests), or declare a bean of type StorageEngine.");
        };
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
                    "The engine \"rocksdb\" is chosen by \"kindred.datastore.engine\", but its library is not on the class path.",
                    "Do not exclude \"org.rocksdb:rocksdbjni\" from the starter, or set \"kindred.datastore.engine\" to \"memory\".");
        }
        Embedded embedded = properties.embedded();
        return RocksDbEngine.at(embedded.directory())
                .ordered(settings)
                .durability(embedded.durability())
                .memoryBytes(embedded.memory().toBytes())
                .build();
    }
}
