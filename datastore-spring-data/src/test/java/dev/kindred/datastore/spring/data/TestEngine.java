package dev.kindred.datastore.spring.data;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.engine.postgres.TestServer;
import dev.kindred.datastore.engine.rocksdb.RocksDbEngine;
import dev.kindred.datastore.store.StorageEngine;
import java.util.function.Supplier;

/** The engines that the tests of this module run on. */
public enum TestEngine {
    MEMORY(MemoryEngine::new, Snapshots.AT_THE_BEGINNING),
    ROCKSDB(RocksDbEngine::inMemory, Snapshots.AT_THE_BEGINNING),
    POSTGRES(TestServer::emptyEngine, Snapshots.WITH_THE_FIRST_READ);

    private final Supplier<StorageEngine> engine;
    private final Snapshots snapshots;

    /** When the snapshot of a transaction is taken. */
    private enum Snapshots {
        AT_THE_BEGINNING,
        WITH_THE_FIRST_READ
    }

    TestEngine(Supplier<StorageEngine> engine, Snapshots snapshots) {
        this.engine = engine;
        this.snapshots = snapshots;
    }

    /** An engine without data. */
    public StorageEngine engine() {
        return engine.get();
    }

    /** An empty datastore; close it. */
    public LocalDatastore open() {
        return LocalDatastore.on(engine.get()).build();
    }

    /** Sees to it that the transaction has its snapshot from here on: reads something, where that takes it. */
    public void haveSnapshot(Runnable read) {
        if (snapshots == Snapshots.WITH_THE_FIRST_READ) {
            read.run();
        }
    }
}
