package dev.kindred.datastore;

import dev.kindred.datastore.store.ByteRange;
import dev.kindred.datastore.store.Changes;
import dev.kindred.datastore.store.CommitResult;
import dev.kindred.datastore.store.CounterRow;
import dev.kindred.datastore.store.EntityRow;
import dev.kindred.datastore.store.IndexRange;
import dev.kindred.datastore.store.IndexRow;
import dev.kindred.datastore.store.JoinedRow;
import dev.kindred.datastore.store.JoinedScan;
import dev.kindred.datastore.store.Mark;
import dev.kindred.datastore.store.Scan;
import dev.kindred.datastore.store.ScanDirection;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.StoreConflictException;
import java.sql.Connection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A transaction whose engine may find a conflict while it reads: the caller is to learn of it as of one at the commit. */
final class ConflictTranslation implements StorageTransaction {

    private final StorageTransaction storage;

    ConflictTranslation(StorageTransaction storage) {
        this.storage = storage;
    }

    private static <T extends @Nullable Object> T translated(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (StoreConflictException conflict) {
            throw new ConcurrentTransactionException("The transaction collided with another: " + conflict.getMessage());
        }
    }

    private record Translated<T>(Scan<T> scan) implements Scan<T> {

        @Override
        public @Nullable T next() {
            return translated(scan::next);
        }

        @Override
        public void close() {
            scan.close();
        }
    }

    @Override
    public long snapshotVersion() {
        return translated(storage::snapshotVersion);
    }

    @Override
    public long stateVersion() {
        return translated(storage::stateVersion);
    }

    @Override
    public boolean joins() {
        return storage.joins();
    }

    @Override
    public Scan<JoinedRow> scanJoined(JoinedScan scan) {
        return new Translated<>(storage.scanJoined(scan));
    }

    @Override
    public @Nullable EntityRow get(byte[] key) {
        return translated(() -> storage.get(key));
    }

    @Override
    public List<@Nullable EntityRow> getAll(List<byte[]> keys) {
        return translated(() -> storage.getAll(keys));
    }

    @Override
    public List<@Nullable EntityRow> getAllToReplace(List<byte[]> keys) {
        return translated(() -> storage.getAllToReplace(keys));
    }

    @Override
    public Scan<EntityRow> scanEntities(ByteRange range, ScanDirection direction, int limit) {
        return new Translated<>(storage.scanEntities(range, direction, limit));
    }

    @Override
    public Scan<IndexRow> scanIndex(IndexRange range, ScanDirection direction, int limit) {
        return new Translated<>(storage.scanIndex(range, direction, limit));
    }

    @Override
    public boolean[] containsAll(List<IndexRow> rows) {
        return translated(() -> storage.containsAll(rows));
    }

    @Override
    public List<CounterRow> counters(ByteRange range) {
        return translated(() -> storage.counters(range));
    }

    @Override
    public Connection connection() {
        return storage.connection();
    }

    @Override
    public long mark(Mark mark) {
        return translated(() -> storage.mark(mark));
    }

    @Override
    public void expect(Mark mark, long state) {
        storage.expect(mark, state);
    }

    @Override
    public void forget(Mark mark) {
        storage.forget(mark);
    }

    @Override
    public void move(Mark mark) {
        storage.move(mark);
    }

    @Override
    public CommitResult commit(Changes changes) {
        return storage.commit(changes);
    }

    @Override
    public void close() {
        storage.close();
    }
}
