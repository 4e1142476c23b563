package dev.kindred.datastore.spring.data;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.engine.postgres.TestServer;
import dev.kindred.datastore.engine.rocksdb.RocksDbEngine;
import dev.kindred.datastore.store.StorageEngine;
import java.util.function.Supplier;
import org.springframework.dao.ConcurrencyFailureException;

/** The engines that the tests of this module run on. */
public enum TestEngine {
    MEMORY(MemoryEngine::new, Snapshots.AT_THE_BEGINNING, Conflicts.OF_ROWS),
    ROCKSDB(RocksDbEngine::inMemory, Snapshots.AT_THE_BEGINNING, Conflicts.OF_ROWS),
    POSTGRES(TestServer::emptyEngine, Snapshots.WITH_THE_FIRST_READ, Conflicts.OF_NEIGHBOURS_TOO);

    private static final int ATTEMPTS = 20;

    private final Supplier<StorageEngine> engine;
    private final Snapshots snapshots;
    private final Conflicts conflicts;

    /** When the snapshot of a transaction is taken. */
    private enum Snapshots {
        AT_THE_BEGINNING,
        WITH_THE_FIRST_READ
    }

    /** Between what transactions conflict. */
    private enum Conflicts {
        OF_ROWS,
        OF_NEIGHBOURS_TOO
    }

    TestEngine(Supplier<StorageEngine> engine, Snapshots snapshots, Conflicts conflicts) {
        this.engine = engine;
        this.snapshots = snapshots;
        this.conflicts = conflicts;
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

    /** Runs a transaction that has no row in common with those beside it: again, where neighbours of its rows make it conflict now and then. */
    public void commit(Runnable transaction) {
        for (int attempt = 1; ; attempt++) {
            try {
                transaction.run();
                return;
            } catch (ConcurrencyFailureException conflict) {
                if (conflicts == Conflicts.OF_ROWS || attempt == ATTEMPTS) {
                    throw conflict;
                }
            }
        }
    }
}
