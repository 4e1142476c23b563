package dev.kindred.datastore.engine.ordered;

import dev.kindred.datastore.store.Changes;
import dev.kindred.datastore.store.CounterChange;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counters that many commits change without getting in each other's way. A commit says only what to add. The leader of a group adds up what all members
 * say and writes the new totals as rows of the group's own batch, so that they are there exactly if the commits are, and a snapshot sees the two together.
 * One leader works at a time, and whatever an earlier one wrote is in the store by then: the totals of the counters that were changed last are kept here,
 * others are read from the store. After a failed write nothing here is right any more, and no group is written either.
 *
 * <p>A counter whose numbers are all 0 has no row. Numbers are written as variable-length integers, since the row is written with every commit.
 */
final class Counters {

    /** As many as the kinds of all but the largest stores. */
    private static final int REMEMBERED = 10_000;

    private static final int LONGEST_VARINT = 10;

    /** The numbers of one counter, and the group that changed them last. */
    private static final class Total {

        private final byte[] row;
        private long[] numbers;
        private long group;

        Total(byte[] row, long[] numbers) {
            this.row = row;
            this.numbers = numbers;
        }

        void add(long[] deltas) {
            if (numbers.length < deltas.length) {
                numbers = Arrays.copyOf(numbers, deltas.length);
            }
            for (int i = 0; i < deltas.length; i++) {
                numbers[i] += deltas[i];
            }
        }

        boolean isZero() {
            for (long number : numbers) {
                if (number != 0) {
                    return false;
                }
            }
            return true;
        }

        void writeTo(Batch batch) {
            if (isZero()) {
                batch.delete(row);
            } else {
                batch.put(row, encoded(numbers));
            }
        }
    }

    private final OrderedStore store;
    private final Map<ByteBuffer, Total> totals = new HashMap<>();
    private long groups;

    Counters(OrderedStore store) {
        this.store = store;
    }

    /** The leader's part: the counters that a group touched, in the group's batch. */
    void write(List<CommitRequest> passed, Batch batch) {
        groups++;
        for (CommitRequest request : passed) {
            for (CounterChange change : changes(request)) {
                Total total = total(change.key());
                total.add(change.deltas());
                total.group = groups;
            }
        }
        // Now that each has all that the group adds, once.
        for (CommitRequest request : passed) {
            for (CounterChange change : changes(request)) {
                Total total = total(change.key());
                if (total.group == groups) {
                    total.writeTo(batch);
                    total.group = 0;
                }
            }
        }
        if (totals.size() > REMEMBERED) {
            totals.clear();
        }
    }

    private static List<CounterChange> changes(CommitRequest request) {
        Changes changes = request.changes;
        return changes == null ? List.of() : changes.counters();
    }

    private Total total(byte[] key) {
        ByteBuffer name = ByteBuffer.wrap(key);
        Total known = totals.get(name);
        if (known == null) {
            byte[] row = Layout.row(Layout.COUNTER, key);
            byte[] value = store.get(row);
            known = new Total(row, value == null ? new long[0] : decoded(value));
            totals.put(name, known);
        }
        return known;
    }

    /** Zigzag, then 7 bits a byte, the lowest first. */
    private static byte[] encoded(long[] numbers) {
        byte[] value = new byte[numbers.length * LONGEST_VARINT];
        int size = 0;
        for (long number : numbers) {
            long rest = number << 1 ^ number >> Long.SIZE - 1;
            while ((rest & ~0x7FL) != 0) {
                value[size++] = (byte) (rest | 0x80);
                rest >>>= 7;
            }
            value[size++] = (byte) rest;
        }
        return Arrays.copyOf(value, size);
    }

    static long[] decoded(byte[] value) {
        long[] numbers = new long[4];
        int count = 0;
        for (int at = 0; at < value.length; ) {
            long zigzag = 0;
            byte part;
            int shift = 0;
            do {
                part = value[at++];
                zigzag |= (long) (part & 0x7F) << shift;
                shift += 7;
            } while (part < 0);
            if (count == numbers.length) {
                numbers = Arrays.copyOf(numbers, count * 2);
            }
            numbers[count++] = zigzag >>> 1 ^ -(zigzag & 1);
        }
        return Arrays.copyOf(numbers, count);
    }
}
