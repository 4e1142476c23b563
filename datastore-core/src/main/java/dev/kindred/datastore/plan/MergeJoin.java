package dev.kindred.datastore.plan;

import dev.kindred.datastore.store.ByteRange;
import dev.kindred.datastore.store.IndexRange;
import dev.kindred.datastore.store.IndexRow;
import dev.kindred.datastore.store.Scan;
import dev.kindred.datastore.store.ScanDirection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Several equalities in key order. The sparsest of the scans drives, the others are {@link Probed}. Which is the sparsest shows in a sample: of scans that
 * start together, the one whose first few rows reach furthest has the fewest rows there.
 */
record MergeJoin(List<byte[]> prefixes, ByteRange keys, PrefixScan.KeyOrder order) implements Plan {

    private static final int SAMPLE = 16;

    @Override
    public RowSource open(ReadContext context) {
        ByteRange rest = order.restAfter(context.after(), keys);
        if (rest == null) {
            return RowSource.EMPTY;
        }
        int sparsest = 0;
        byte[] furthest = null;
        for (int i = 0; i < prefixes.size(); i++) {
            byte[] reached = reach(context, prefixes.get(i), rest);
            if (reached.length == 0) {
                sparsest = i;
                break;
            }
            if (furthest == null || compare(reached, furthest) > 0) {
                furthest = reached;
                sparsest = i;
            }
        }
        List<byte[]> others = new ArrayList<>(prefixes);
        byte[] driver = others.remove(sparsest);
        return new Probed(new PrefixScan(driver, keys, order), others).open(context);
    }

    private int compare(byte[] a, byte[] b) {
        int byKey = Arrays.compareUnsigned(a, b);
        return order.direction() == ScanDirection.ASCENDING ? byKey : -byKey;
    }

    /** The key of the last row of a sample; nothing if the scan ends within it. */
    private byte[] reach(ReadContext context, byte[] prefix, ByteRange rest) {
        try (Scan<IndexRow> scan =
                context.transaction().scanIndex(IndexRange.within(prefix, rest), order.direction(), SAMPLE)) {
            byte[] last = {};
            for (int i = 0; i < SAMPLE; i++) {
                IndexRow row = scan.next();
                if (row == null) {
                    return new byte[0];
                }
                last = row.key();
            }
            return last;
        }
    }

    @Override
    public boolean isExact(ReadContext context) {
        return true;
    }

    @Override
    public String toString() {
        return "merge join of " + prefixes.size() + " equalities";
    }
}
