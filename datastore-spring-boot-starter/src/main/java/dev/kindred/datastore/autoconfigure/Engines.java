package dev.kindred.datastore.autoconfigure;

import dev.kindred.datastore.autoconfigure.DatastoreProperties.Embedded;
import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.engine.rocksdb.RocksDbEngine;
import dev.kindred.datastore.store.StorageEngine;
import java.util.Locale;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;

/** Makes the engine that the properties name. It is closed, and has touched nothing. */
final class Engines {

    private static final String ROCKSDB_LIBRARY = "org.rocksdb.RocksDB";

    private Engines() {}

    static StorageEngine create(DatastoreProperties properties) {
        return switch (properties.engine().trim().toLowerCase(Locale.ROOT)) {
            case "rocksdb" -> rocksDb(properties.embedded());
            case "memory" -> new MemoryEngine();
            default ->
                throw new InvalidSettingException(
                        "kindred.datastore.engine",
                        properties.engine(),
                        "There is no engine of this name.",
                        "Set it to \"rocksdb\" (durable, the default) or \"memory\" (for tests), or declare a bean of type StorageEngine.");
        };
    }

    private static StorageEngine rocksDb(Embedded embedded) {
        if (!ClassUtils.isPresent(ROCKSDB_LIBRARY, Engines.class.getClassLoader())) {
            throw new FailureAnalyzedException(
                    "The engine \"rocksdb\" is chosen by \"kindred.datastore.engine\", but its library is not on the class path.",
                    "Do not exclude \"org.rocksdb:rocksdbjni\" from the starter, or set \"kindred.datastore.engine\" to \"memory\".");
        }
        RocksDbEngine.Builder engine = RocksDbEngine.at(embedded.directory())
                .durability(embedded.durability())
                .memoryBytes(embedded.memory().toBytes());
        DataSize cache = embedded.cache();
        if (cache != null) {
            engine.cacheBytes(cache.toBytes());
        }
        return engine.build();
    }
}
