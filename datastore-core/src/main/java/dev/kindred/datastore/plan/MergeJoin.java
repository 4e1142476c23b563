package dev.kindred.datastore.plan;

import dev.kindred.datastore.query.PlanNode;
import dev.kindred.datastore.store.ByteRange;
import dev.kindred.datastore.store.IndexRange;
import dev.kindred.datastore.store.IndexRow;
import dev.kindred.datastore.store.Scan;
import dev.kindred.datastore.store.ScanDirection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several equalities in key order, by one of two algorithms. If one of the scans is far sparser than the others it drives, and its rows are {@linkplain SkippingProbe probed} for the others: a probe costs
 * about as much as stepping over five rows, a seek as much as twenty. If the scans are about as dense as one another, they {@link Leapfrog}: side by side, each stepping to where
 * the leader stands, and seeking if that is far. An engine that joins does so itself.
 *
 * <p>How dense a scan is shows in a sample: the further its first few rows reach, the sparser it is.
 */
record MergeJoin(List<byte[]> prefixes, ByteRange keys, PrefixScan.KeyOrder order) implements Plan {

    private static final int SAMPLE = 16;

    /** From this ratio of densities on, probing each row of the sparser scan is cheaper than stepping through the denser. */
    private static final double MUCH_SPARSER = 6;

    @Override
    public RowSource open(ReadContext context) {
        ByteRange rest = order.restAfter(context.after(), keys);
        if (rest == null) {
            return RowSource.EMPTY;
        }
        if (context.transaction().joins()) {
            return context.joined(prefixes.get(0), prefixes.subList(1, prefixes.size()), rest, order);
        }
        List<byte[]> reached = new ArrayList<>(prefixes.size());
        for (int i = 0; i < prefixes.size(); i++) {
            byte[] reach = reach(context, prefixes.get(i), rest);
            if (reach == null) {
                return probe(context, i, rest);
            }
            reached.add(reach);
        }
        int sparsest = 0;
        int densest = 0;
        for (int i = 1; i < reached.size(); i++) {
            sparsest = order.compare(reached.get(i), reached.get(sparsest)) > 0 ? i : sparsest;
            densest = order.compare(reached.get(i), reached.get(densest)) < 0 ? i : densest;
        }
        byte[] start = order.direction() == ScanDirection.ASCENDING || rest.to() == null ? rest.from() : rest.to();
        double ratio = span(start, reached.get(sparsest), reached) / span(start, reached.get(densest), reached);
        return ratio >= MUCH_SPARSER ? probe(context, sparsest, rest) : new Leapfrog(context, rest);
    }

    private RowSource probe(ReadContext context, int driver, ByteRange rest) {
        List<byte[]> others = new ArrayList<>(prefixes);
        byte[] driving = others.remove(driver);
        return new SkippingProbe(context, driving, others, rest, order);
    }

    /** The key of the last row of a sample; null if the scan ends within it. */
    private byte @Nullable [] reach(ReadContext context, byte[] prefix, ByteRange rest) {
        try (Scan<IndexRow> scan = scan(context, prefix, rest)) {
            IndexRow row = null;
            for (int i = 0; i < SAMPLE; i++) {
                row = scan.next();
                if (row == null) {
                    return null;
                }
            }
            return row == null ? null : row.key();
        }
    }

    private Scan<IndexRow> scan(ReadContext context, byte[] prefix, ByteRange range) {
        return context.transaction().scanIndex(IndexRange.within(prefix, range), order.direction(), SAMPLE);
    }

    /** How far it is from the start to a key: the difference of their first bytes that are not the same in all samples, as a number. At least 1. */
    private static double span(byte[] start, byte[] key, List<byte[]> all) {
        int common = key.length;
        for (byte[] other : all) {
            int mismatch = Arrays.mismatch(key, other);
            common = mismatch < 0 ? common : Math.min(common, mismatch);
        }
        int startMismatch = Arrays.mismatch(start, key);
        common = startMismatch < 0 ? common : Math.min(common, startMismatch);
        return Math.max(1, Math.abs(number(key, common) - number(start, common)));
    }

    private static double number(byte[] bytes, int from) {
        double number = 0;
        for (int i = from; i < from + 6; i++) {
            number = number * 256 + (i < bytes.length ? bytes[i] & 0xFF : 0);
        }
        return number;
    }

    @Override
    public boolean isExact(ReadContext context) {
        return true;
    }

    @Override
    public PlanNode describe(Wording words) {
        return Wording.node(
                "merge join by key",
                List.of("the sparser scan leads and the others are probed or skipped through, as a sample shows"),
                prefixes.stream()
                        .map(prefix -> words.prefixScan(prefix, order.direction()))
                        .toArray(PlanNode[]::new));
    }

    /** The scans side by side. */
    private final class Leapfrog implements RowSource {

        private final ReadContext context;
        private final ByteRange range;
        private final List<Scan<IndexRow>> scans = new ArrayList<>(prefixes.size());
        private final List<byte @Nullable []> heads = new ArrayList<>(prefixes.size());
        private boolean started;

        Leapfrog(ReadContext context, ByteRange range) {
            this.context = context;
            this.range = range;
            for (byte[] prefix : prefixes) {
                scans.add(scan(context, prefix, range));
                heads.add(null);
            }
        }

        @Override
        public @Nullable Row next() {
            if (started && heads.get(0) == null) {
                return null;
            }
            started = true;
            byte[] goal = step(0);
            int agreeing = 1;
            for (int i = 1 % scans.size(); goal != null && agreeing < scans.size(); i = (i + 1) % scans.size()) {
                byte[] head = advance(i, goal);
                if (head != null && Arrays.equals(head, goal)) {
                    agreeing++;
                } else {
                    goal = head;
                    agreeing = 1;
                }
            }
            if (goal == null) {
                heads.set(0, null);
                return null;
            }
            return new Row(order.position(goal), goal);
        }

        private byte @Nullable [] step(int i) {
            IndexRow row = scans.get(i).next();
            byte[] key = row == null ? null : row.key();
            heads.set(i, key);
            return key;
        }

        /** Moves a scan to the first row at or behind a key. */
        private byte @Nullable [] advance(int i, byte[] goal) {
            byte[] head = heads.get(i) == null ? step(i) : heads.get(i);
            for (int steps = 0; head != null && order.compare(head, goal) < 0; steps++) {
                if (steps == Execution.STEPS_BEFORE_SEEK) {
                    scans.get(i).close();
                    scans.set(i, scan(context, prefixes.get(i), order.restFrom(goal, range)));
                    steps = 0;
                }
                head = step(i);
            }
            return head;
        }

        @Override
        public void close() {
            scans.forEach(Scan::close);
        }
    }
}
