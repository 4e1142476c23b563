package dev.kindred.datastore.transaction;

import dev.kindred.datastore.store.ByteRange;
import dev.kindred.datastore.store.EntityRow;
import dev.kindred.datastore.store.Scan;
import dev.kindred.datastore.store.ScanDirection;
import dev.kindred.datastore.store.StorageTransaction;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The scattered ids that must not be assigned, for all kinds alike: the counter behind them knows no kinds. A row for each run of consecutive ids.
 *
 * <pre>
 * 00 'r' first id in 8 bytes     how many ids
 * </pre>
 *
 * Runs neither overlap nor touch, so whether an id is in one shows in the last row that does not begin behind it. To add runs, collect them in one of
 * these within a transaction, and write what it makes of them.
 */
final class ReservedIds {

    private static final int RESERVED = 'r';

    private final StorageTransaction transaction;
    /** Runs to write, by their first id: the last id. */
    private final TreeMap<Long, Long> merged = new TreeMap<>();
    /** The first ids of stored runs that are part of those to write. */
    private final TreeSet<Long> absorbed = new TreeSet<>();

    ReservedIds(StorageTransaction transaction) {
        this.transaction = transaction;
    }

    private record Run(long first, long last) {}

    /** Those of some ids that are not reserved, in their order. */
    static long[] without(long[] ids, StorageTransaction transaction) {
        ByteRange all = ByteRange.startingWith(SystemRows.prefix(RESERVED));
        try (Scan<EntityRow> scan = transaction.scanEntities(all, ScanDirection.ASCENDING, 1)) {
            if (scan.next() == null) {
                return ids;
            }
        }
        return Arrays.stream(ids)
                .filter(id -> {
                    Run run = lastNotBehind(id, transaction);
                    return run == null || run.last() < id;
                })
                .toArray();
    }

    void add(long from, long to) {
        long first = from;
        long last = to;
        Run before = lastNotBehind(from, transaction);
        if (before != null && before.last() >= to) {
            return;
        }
        if (before != null && before.last() >= from - 1) {
            first = before.first();
            absorbed.add(first);
        }
        last = absorb(from + 1, last);
        Map.Entry<Long, Long> other = merged.floorEntry(last + 1);
        while (other != null && other.getValue() >= first - 1) {
            first = Math.min(first, other.getKey());
            last = Math.max(last, other.getValue());
            merged.remove(other.getKey());
            other = merged.floorEntry(last + 1);
        }
        merged.put(first, last);
    }

    /** Takes in the stored runs that begin within a run or just behind it; returns where the last of them ends. */
    private long absorb(long from, long to) {
        long last = to;
        ByteRange behind = new ByteRange(row(from), ByteRange.successor(SystemRows.prefix(RESERVED)));
        try (Scan<EntityRow> scan = transaction.scanEntities(behind, ScanDirection.ASCENDING, 16)) {
            for (EntityRow row = scan.next(); row != null; row = scan.next()) {
                Run run = run(row);
                if (run.first() > last + 1) {
                    break;
                }
                last = Math.max(last, run.last());
                absorbed.add(run.first());
            }
        }
        return last;
    }

    void writeTo(IdAllocator.SystemChanges changes) {
        merged.forEach((first, last) -> changes.puts.add(SystemRows.put(row(first), last - first + 1)));
        absorbed.removeAll(merged.keySet());
        absorbed.forEach(first -> changes.deletes.add(row(first)));
    }

    private static @Nullable Run lastNotBehind(long id, StorageTransaction transaction) {
        ByteRange range = new ByteRange(SystemRows.prefix(RESERVED), row(id + 1));
        try (Scan<EntityRow> scan = transaction.scanEntities(range, ScanDirection.DESCENDING, 1)) {
            EntityRow row = scan.next();
            return row == null ? null : run(row);
        }
    }

    private static Run run(EntityRow row) {
        long first = ByteBuffer.wrap(row.key(), 2, Long.BYTES).getLong();
        return new Run(first, first + SystemRows.number(row, 0) - 1);
    }

    private static byte[] row(long id) {
        return ByteBuffer.allocate(2 + Long.BYTES)
                .put(SystemRows.prefix(RESERVED))
                .putLong(id)
                .array();
    }
}
