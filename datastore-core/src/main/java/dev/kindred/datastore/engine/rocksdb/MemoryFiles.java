package dev.kindred.datastore.engine.rocksdb;

import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Env;
import org.rocksdb.RocksMemEnv;

/**
 * The files of an engine in memory. They outlive the engine's being closed, and are freed when nobody has the engine any more, unless it was left open:
 * its threads would still use them.
 */
final class MemoryFiles {

    private static final Cleaner CLEANER = Cleaner.create();

    /** Must not refer to the engine. */
    private static final class State implements Runnable {
        private @Nullable Env env;
        private boolean inUse;

        synchronized Env use() {
            Env current = env;
            if (current == null) {
                NativeLibrary.load();
                current = new RocksMemEnv(Env.getDefault());
                env = current;
            }
            inUse = true;
            return current;
        }

        synchronized void release() {
            inUse = false;
        }

        @Override
        public synchronized void run() {
            if (env != null && !inUse) {
                env.close();
            }
        }
    }

    private final State state = new State();

    MemoryFiles(Object engine) {
        CLEANER.register(engine, state);
    }

    Env use() {
        return state.use();
    }

    void release() {
        state.release();
    }
}
