package dev.kindred.datastore.spring.data;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.engine.rocksdb.RocksDbEngine;
import dev.kindred.datastore.store.StorageEngine;
import java.util.function.Supplier;

/** The engines that the tests of this module run on. */
public enum TestEngine {
    MEMORY(MemoryEngine::new),
    ROCKSDB(RocksDbEngine::inMemory);

    private final Supplier<StorageEngine> engine;

    TestEngine(Supplier<StorageEngine> engine) {
        this.engine = engine;
    }

    /** An engine without data. */
    public StorageEngine engine() {
        return engine.get();
    }

    /** An empty datastore; close it. */
    public LocalDatastore open() {
        return LocalDatastore.on(engine.get()).build();
    }
}
