package dev.kindred.datastore.plan;

import dev.kindred.datastore.query.ExecutionStatistics;
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
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The snapshot that a run reads, counting what it reads of it. A counter costs a fraction of a nanosecond a row, a row at least fifty. For one thread. */
final class MeteredTransaction implements StorageTransaction {

    private StorageTransaction storage;
    private final NormalQuery query;
    private final SortLimit sortLimit;
    private final long start = System.nanoTime();
    private long end;
    private long indexRows;
    private long entities;
    private long probes;
    private long scans;
    private int peak;

    MeteredTransaction(StorageTransaction storage, NormalQuery query, SortLimit sortLimit) {
        this.storage = storage;
        this.query = query;
        this.sortLimit = sortLimit;
    }

    /** The most rows that may be sorted. */
    int maxSortRows() {
        return sortLimit.maxRows();
    }

    /** A step of the plan holds so many rows in memory now, to sort them. */
    void sorts(int rows) {
        holds(rows);
        if (rows > sortLimit.maxRows()) {
            throw sortLimit.exceededBy(query);
        }
    }

    /** A step of the plan holds so many rows in memory now. */
    void holds(int rows) {
        if (rows > peak) {
            peak = rows;
        }
    }

    /** Stops the clock, once. */
    void stop() {
        if (end == 0) {
            end = System.nanoTime();
        }
    }

    ExecutionStatistics statistics(long returned) {
        long until = end == 0 ? System.nanoTime() : end;
        return new ExecutionStatistics(
                indexRows, entities, probes, scans, returned, peak, Duration.ofNanos(until - start));
    }

    @Override
    public long snapshotVersion() {
        return storage.snapshotVersion();
    }

    @Override
    public long stateVersion() {
        return storage.stateVersion();
    }

    /** From now on calls need not agree with each other. */
    void readApart() {
        storage = storage.apart();
    }

    @Override
    public boolean joins() {
        return storage.joins();
    }

    /** What a server reads to find the rows is not known; what it sends is counted. */
    @Override
    public Scan<JoinedRow> scanJoined(JoinedScan joined) {
        scans++;
        return new Counted<>(storage.scanJoined(joined), row -> {
            indexRows++;
            if (row.entity() != null) {
                entities++;
            }
        });
    }

    /** A scan that tells of each row. */
    private record Counted<T>(Scan<T> scan, Consumer<T> counter) implements Scan<T> {

        @Override
        public @Nullable T next() {
            T row = scan.next();
            if (row != null) {
                counter.accept(row);
            }
            return row;
        }

        @Override
        public void close() {
            scan.close();
        }
    }

    @Override
    public @Nullable EntityRow get(byte[] key) {
        entities++;
        return storage.get(key);
    }

    @Override
    public List<@Nullable EntityRow> getAll(List<byte[]> keys) {
        entities += keys.size();
        return storage.getAll(keys);
    }

    @Override
    public Scan<EntityRow> scanEntities(ByteRange range, ScanDirection direction, int limit) {
        scans++;
        return new Counted<>(storage.scanEntities(range, direction, limit), row -> entities++);
    }

    @Override
    public Scan<IndexRow> scanIndex(IndexRange range, ScanDirection direction, int limit) {
        scans++;
        return new Counted<>(storage.scanIndex(range, direction, limit), row -> indexRows++);
    }

    @Override
    public boolean[] containsAll(List<IndexRow> rows) {
        probes += rows.size();
        return storage.containsAll(rows);
    }

    @Override
    public List<CounterRow> counters(ByteRange range) {
        return storage.counters(range);
    }

    @Override
    public long mark(Mark mark) {
        return storage.mark(mark);
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
        throw new UnsupportedOperationException("A query changes nothing.");
    }

    /** Does nothing: the snapshot belongs to the caller. */
    @Override
    public void close() {}
}
