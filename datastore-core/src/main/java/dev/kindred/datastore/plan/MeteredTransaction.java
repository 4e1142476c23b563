package dev.kindred.datastore.plan;

import dev.kindred.datastore.query.ExecutionStatistics;
import dev.kindred.datastore.store.ByteRange;
import dev.kindred.datastore.store.Changes;
import dev.kindred.datastore.store.CommitResult;
import dev.kindred.datastore.store.CounterRow;
import dev.kindred.datastore.store.EntityRow;
import dev.kindred.datastore.store.IndexRange;
import dev.kindred.datastore.store.IndexRow;
import dev.kindred.datastore.store.Scan;
import dev.kindred.datastore.store.ScanDirection;
import dev.kindred.datastore.store.StorageTransaction;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The snapshot that a run reads, counting what it reads of it. A counter costs a fraction of a nanosecond a row, a row at least fifty. For one thread. */
final class MeteredTransaction implements StorageTransaction {

    private final StorageTransaction storage;
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
        Scan<EntityRow> scan = storage.scanEntities(range, direction, limit);
        return new Scan<>() {
            @Override
            public @Nullable EntityRow next() {
                EntityRow row = scan.next();
                if (row != null) {
                    entities++;
                }
                return row;
            }

            @Override
            public void close() {
                scan.close();
            }
        };
    }

    @Override
    public Scan<IndexRow> scanIndex(IndexRange range, ScanDirection direction, int limit) {
        scans++;
        Scan<IndexRow> scan = storage.scanIndex(range, direction, limit);
        return new Scan<>() {
            @Override
            public @Nullable IndexRow next() {
                IndexRow row = scan.next();
                if (row != null) {
                    indexRows++;
                }
                return row;
            }

            @Override
            public void close() {
                scan.close();
            }
        };
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
    public CommitResult commit(Changes changes) {
        throw new UnsupportedOperationException("A query changes nothing.");
    }

    /** Does nothing: the snapshot belongs to the caller. */
    @Override
    public void close() {}
}
