package dev.kindred.datastore.plan;

import dev.kindred.datastore.store.ByteRange;
import dev.kindred.datastore.store.IndexRange;
import dev.kindred.datastore.store.IndexRow;
import dev.kindred.datastore.store.Scan;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A merge join driven by its sparsest scan, like {@link Probed}, for rows in the order of keys. Where values come in blocks of keys, probing alone would read the whole
 * driver though no block of another scan touches it. So when a whole batch of probes finds nothing, the other scans are asked where they go on, and the driver leaps
 * there. Nothing is lost if that is near: one seek for a batch.
 */
final class SkippingProbe implements RowSource {

    private static final int FIRST_BATCH = 32;
    private static final int LARGEST_BATCH = 512;

    private final ReadContext context;
    private final byte[] driving;
    private final List<byte[]> others;
    private final ByteRange range;
    private final PrefixScan.KeyOrder order;
    private final ArrayDeque<Row> found = new ArrayDeque<>();
    private Scan<IndexRow> scan;
    private @Nullable IndexRow ahead;
    private int batch = FIRST_BATCH;

    /**
     * Starts a join.
     *
     * @param driving the prefix that drives
     * @param others those that are probed
     * @param range of the keys that are wanted
     * @param order of the keys
     */
    SkippingProbe(
            ReadContext context, byte[] driving, List<byte[]> others, ByteRange range, PrefixScan.KeyOrder order) {
        this.context = context;
        this.driving = driving;
        this.others = others;
        this.range = range;
        this.order = order;
        this.scan = scan(driving, range, context.wanted());
        this.ahead = scan.next();
    }

    private Scan<IndexRow> scan(byte[] prefix, ByteRange keys, int wanted) {
        return context.transaction().scanIndex(IndexRange.within(prefix, keys), order.direction(), Math.max(1, wanted));
    }

    @Override
    public @Nullable Row next() {
        while (found.isEmpty() && ahead != null) {
            fill(ahead);
        }
        return found.poll();
    }

    private void fill(IndexRow first) {
        List<Row> rows = new ArrayList<>(batch);
        byte[] last = first.key();
        for (IndexRow row = first; row != null; row = scan.next()) {
            if (rows.size() == batch) {
                ahead = row;
                break;
            }
            last = row.key();
            rows.add(new Row(order.position(last), last));
            ahead = null;
        }
        List<Row> kept = rows;
        for (byte[] prefix : others) {
            kept = Probed.having(context, prefix, kept);
        }
        found.addAll(kept);
        boolean leapt = kept.isEmpty() && ahead != null && leap(last);
        batch = leapt ? FIRST_BATCH : Math.min(batch * 2, LARGEST_BATCH);
    }

    /** Moves the driver to where all others have rows again; true if that was far. */
    private boolean leap(byte[] last) {
        byte[] goal = last;
        for (byte[] prefix : others) {
            byte[] next = firstFrom(prefix, goal);
            if (next == null) {
                ahead = null;
                return true;
            }
            goal = next;
        }
        for (int steps = 0; ahead != null && order.compare(ahead.key(), goal) < 0; steps++) {
            if (steps == Execution.STEPS_BEFORE_SEEK) {
                scan.close();
                scan = scan(driving, order.restFrom(goal, range), context.wanted());
                ahead = scan.next();
                return true;
            }
            ahead = scan.next();
        }
        return false;
    }

    /** The first key of a scan at or behind another; null if there is none. */
    private byte @Nullable [] firstFrom(byte[] prefix, byte[] goal) {
        try (Scan<IndexRow> other = scan(prefix, order.restFrom(goal, range), 1)) {
            IndexRow row = other.next();
            return row == null ? null : row.key();
        }
    }

    @Override
    public void close() {
        scan.close();
    }
}
