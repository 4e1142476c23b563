package dev.kindred.datastore.plan;

import dev.kindred.datastore.codec.ByteWriter;
import dev.kindred.datastore.query.PlanNode;
import dev.kindred.datastore.store.ByteRange;
import dev.kindred.datastore.store.IndexRange;
import dev.kindred.datastore.store.IndexRow;
import dev.kindred.datastore.store.Scan;
import dev.kindred.datastore.store.ScanDirection;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of one index prefix, so of one value of a property or of a whole kind, in key order. */
record PrefixScan(byte[] prefix, ByteRange keys, KeyOrder order) implements Plan {

    @Override
    public RowSource open(ReadContext context) {
        ByteRange rest = order.restAfter(context.after(), keys);
        if (rest == null) {
            return RowSource.EMPTY;
        }
        if (context.transaction().joins()) {
            return context.joined(prefix, List.of(), rest, order);
        }
        Scan<IndexRow> scan = context.transaction()
                .scanIndex(IndexRange.within(prefix, rest), order.direction(), Math.max(1, context.wanted()));
        return new RowSource() {
            @Override
            public @Nullable Row next() {
                IndexRow row = scan.next();
                return row == null ? null : new Row(order.position(row.key()), row.key());
            }

            @Override
            public void close() {
                scan.close();
            }
        };
    }

    @Override
    public boolean isExact(ReadContext context) {
        return true;
    }

    @Override
    public PlanNode describe(Wording words) {
        return words.prefixScan(prefix, order.direction());
    }

    /**
     * Positions that begin alike and differ in the key.
     *
     * @param constants the sort values that all rows share
     * @param direction of the keys
     */
    @SuppressWarnings("ArrayRecordComponent")
    record KeyOrder(byte[] constants, ScanDirection direction) {

        byte[] position(byte[] key) {
            if (constants.length == 0 && direction == ScanDirection.ASCENDING) {
                return key;
            }
            ByteWriter out = new ByteWriter(constants.length + key.length).put(constants);
            int from = out.size();
            out.put(key);
            if (direction == ScanDirection.DESCENDING) {
                out.complement(from);
            }
            return out.toByteArray();
        }

        /** Negative if the first of two keys comes before the second. */
        int compare(byte[] a, byte[] b) {
            int byKey = Arrays.compareUnsigned(a, b);
            return direction == ScanDirection.ASCENDING ? byKey : -byKey;
        }

        /** What of a key range stands at a key or after it. */
        ByteRange restFrom(byte[] key, ByteRange keys) {
            return direction == ScanDirection.ASCENDING
                    ? new ByteRange(key, keys.to())
                    : new ByteRange(keys.from(), KeyRanges.next(key));
        }

        /** What of a key range stands after a position; null if nothing does. */
        @Nullable
        ByteRange restAfter(byte @Nullable [] after, ByteRange keys) {
            if (after == null) {
                return keys;
            }
            int shared = Math.min(constants.length, after.length);
            int order = Arrays.compareUnsigned(constants, 0, shared, after, 0, shared);
            if (order != 0 || after.length <= constants.length) {
                return order < 0 ? null : keys;
            }
            byte[] key = Arrays.copyOfRange(after, constants.length, after.length);
            if (direction == ScanDirection.ASCENDING) {
                byte[] next = KeyRanges.next(key);
                return Arrays.compareUnsigned(next, keys.from()) <= 0 ? keys : new ByteRange(next, keys.to());
            }
            for (int i = 0; i < key.length; i++) {
                key[i] = (byte) ~key[i];
            }
            byte[] to = keys.to();
            return to != null && Arrays.compareUnsigned(key, to) >= 0 ? keys : new ByteRange(keys.from(), key);
        }
    }
}
