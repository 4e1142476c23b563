package dev.kindred.datastore;

import dev.kindred.datastore.store.ByteRange;
import dev.kindred.datastore.store.Changes;
import dev.kindred.datastore.store.CommitResult;
import dev.kindred.datastore.store.CounterRow;
import dev.kindred.datastore.store.EngineStatus;
import dev.kindred.datastore.store.EntityRow;
import dev.kindred.datastore.store.IndexRange;
import dev.kindred.datastore.store.IndexRow;
import dev.kindred.datastore.store.Scan;
import dev.kindred.datastore.store.ScanDirection;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.TaskStorage;
import dev.kindred.datastore.store.TransactionMode;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An engine in front of another, for tests that say what becomes of commits which write more than the dictionary. */
record CommitStage(StorageEngine engine, Function<Supplier<CommitResult>, CommitResult> stage)
        implements StorageEngine {

    @Override
    public void open() {
        engine.open();
    }

    @Override
    public boolean isOpen() {
        return engine.isOpen();
    }

    @Override
    public StorageTransaction begin(TransactionMode mode) {
        return new Staged(engine.begin(mode));
    }

    @Override
    public TaskStorage tasks() {
        return engine.tasks();
    }

    @Override
    public EngineStatus status() {
        return engine.status();
    }

    @Override
    public void close() {
        engine.close();
    }

    private final class Staged implements StorageTransaction {

        private final StorageTransaction transaction;

        Staged(StorageTransaction transaction) {
            this.transaction = transaction;
        }

        @Override
        public long snapshotVersion() {
            return transaction.snapshotVersion();
        }

        @Override
        public long stateVersion() {
            return transaction.stateVersion();
        }

        @Override
        public @Nullable EntityRow get(byte[] key) {
            return transaction.get(key);
        }

        @Override
        public List<@Nullable EntityRow> getAll(List<byte[]> keys) {
            return transaction.getAll(keys);
        }

        @Override
        public Scan<EntityRow> scanEntities(ByteRange range, ScanDirection direction, int limit) {
            return transaction.scanEntities(range, direction, limit);
        }

        @Override
        public Scan<IndexRow> scanIndex(IndexRange range, ScanDirection direction, int limit) {
            return transaction.scanIndex(range, direction, limit);
        }

        @Override
        public List<CounterRow> counters(ByteRange range) {
            return transaction.counters(range);
        }

        @Override
        public boolean[] containsAll(List<IndexRow> rows) {
            return transaction.containsAll(rows);
        }

        @Override
        public CommitResult commit(Changes changes) {
            boolean dictionary =
                    changes.deletes().isEmpty() && changes.puts().stream().allMatch(put -> put.key()[0] == 0);
            return dictionary ? transaction.commit(changes) : stage.apply(() -> transaction.commit(changes));
        }

        @Override
        public void close() {
            transaction.close();
        }
    }
}
