package dev.kindred.datastore.plan;

import dev.kindred.datastore.codec.ByteReader;
import dev.kindred.datastore.codec.ByteWriter;
import dev.kindred.datastore.codec.OrderedCodec;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.PlanNode;
import dev.kindred.datastore.store.ByteRange;
import dev.kindred.datastore.store.IndexRange;
import dev.kindred.datastore.store.IndexRow;
import dev.kindred.datastore.store.JoinedScan;
import dev.kindred.datastore.store.Scan;
import dev.kindred.datastore.store.ScanDirection;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a range of an index, in order of value: of one property, or of the columns of a composite index behind those that are fixed. Rows are stored one way, so the opposite order is a reverse scan. Keys break ties in
 * ascending order even then (App Engine's rule): a group of equal values is read backwards and given out forwards; a group of more than 256 rows is read again
 * from its start instead of being held in memory. An engine that joins does all that itself.
 *
 * @param properties the numbers of the properties whose values vary
 * @param orders the orders by them, as many
 * @param propertyPrefix the beginning of all rows, up to the values that vary
 * @param from the first row of the range
 * @param to the first row behind it, or null
 * @param keys the keys allowed; rows of others are passed over
 * @param before sort values that all rows share, ahead of the property's own in the position
 * @param behind the same, behind it
 * @param valueDirection of the values
 * @param keyDirection of the keys among equal values
 */
record ValueScan(
        List<Integer> properties,
        List<Order> orders,
        byte[] propertyPrefix,
        IndexRow from,
        @Nullable IndexRow to,
        ByteRange keys,
        byte[] before,
        byte[] behind,
        ScanDirection valueDirection,
        ScanDirection keyDirection)
        implements Plan {

    private static final int LARGEST_GROUP_IN_MEMORY = 256;
    private static final byte[] NO_KEY = {};

    @Override
    public RowSource open(ReadContext context) {
        if (context.transaction().joins()) {
            return joined(context, List.of());
        }
        return valueDirection == keyDirection ? straight(context) : new Turning(context);
    }

    private RowSource straight(ReadContext context) {
        Place after = placeOf(context.after());
        if (after == null) {
            return new Straight(context, from, to);
        }
        if (valueDirection == ScanDirection.ASCENDING) {
            IndexRow start =
                    switch (after.group()) {
                        case ALL -> IndexRange.atPrefix(after.prefix());
                        case REST -> new IndexRow(after.prefix(), KeyRanges.next(after.key()));
                        case NONE -> IndexRange.after(after.prefix());
                    };
            return new Straight(context, later(from, start), to);
        }
        IndexRow end =
                switch (after.group()) {
                    case ALL -> IndexRange.after(after.prefix());
                    case REST -> new IndexRow(after.prefix(), after.key());
                    case NONE -> IndexRange.atPrefix(after.prefix());
                };
        return new Straight(context, from, earlier(to, end));
    }

    /**
     * The rows as the engine joins them, in whichever order.
     *
     * @param alsoUnder prefixes that the rows' keys must have rows under, too
     */
    RowSource joined(ReadContext context, List<byte[]> alsoUnder) {
        Place after = placeOf(context.after());
        if (after == null) {
            boolean passesOver = context.after() != null;
            return joined(
                    passesOver ? context.taking(Integer.MAX_VALUE, context.content()) : context,
                    alsoUnder,
                    from,
                    to,
                    null);
        }
        boolean within = compare(from, IndexRange.atPrefix(after.prefix())) <= 0
                && (to == null || compare(IndexRange.atPrefix(after.prefix()), to) < 0);
        IndexRow behind = within && after.group() == Group.REST ? new IndexRow(after.prefix(), after.key()) : null;
        IndexRow before = IndexRange.atPrefix(after.prefix());
        IndexRow beyond = IndexRange.after(after.prefix());
        return valueDirection == ScanDirection.ASCENDING
                ? joined(context, alsoUnder, later(from, after.group() == Group.NONE ? beyond : before), to, behind)
                : joined(context, alsoUnder, from, earlier(to, after.group() == Group.NONE ? before : beyond), behind);
    }

    private RowSource joined(
            ReadContext context,
            List<byte[]> alsoUnder,
            IndexRow start,
            @Nullable IndexRow end,
            @Nullable IndexRow behind) {
        return end != null && compare(start, end) >= 0
                ? RowSource.EMPTY
                : context.joined(
                        new IndexRange(start, end),
                        keys,
                        alsoUnder,
                        new JoinedScan.Order(valueDirection, keyDirection, behind),
                        this::position);
    }

    /** Whether the values are all that decides the order ahead of the key, and whether they are read in one go. */
    boolean isSortedBy(List<Order> group) {
        return orders.equals(group) && before.length == 0 && behind.length == 0 && valueDirection == keyDirection;
    }

    /** The rows behind all that have some values. Only if {@link #isSortedBy} says so. */
    RowSource openBehind(byte[] values, ReadContext context) {
        byte[] bytes = values.clone();
        if (valueDirection == ScanDirection.DESCENDING) {
            complement(bytes);
        }
        byte[] prefix = new ByteWriter(propertyPrefix.length + bytes.length)
                .put(propertyPrefix)
                .put(bytes)
                .toByteArray();
        return valueDirection == ScanDirection.ASCENDING
                ? new Straight(context, later(from, IndexRange.after(prefix)), to)
                : new Straight(context, from, earlier(to, IndexRange.atPrefix(prefix)));
    }

    /** With several values per entity a row may stand for a value that does not decide its position. */
    @Override
    public boolean isExact(ReadContext context) {
        return properties.stream().noneMatch(context.several()::test);
    }

    @Override
    public PlanNode describe(Wording words) {
        return words.valueScan(propertyPrefix, orders, valueDirection, keyDirection);
    }

    private byte[] position(IndexRow row) {
        byte[] prefix = row.prefix();
        ByteWriter out = new ByteWriter(before.length + prefix.length + behind.length + row.key().length).put(before);
        int start = out.size();
        out.put(prefix, propertyPrefix.length, prefix.length);
        if (valueDirection == ScanDirection.DESCENDING) {
            out.complement(start);
        }
        out.put(behind);
        start = out.size();
        out.put(row.key());
        if (keyDirection == ScanDirection.DESCENDING) {
            out.complement(start);
        }
        return out.toByteArray();
    }

    /**
     * Where a position lies among the rows.
     *
     * @param prefix of the rows with its value
     * @param group how much of these rows stands behind it
     * @param key of the row it stands for, if that is among them
     */
    @SuppressWarnings("ArrayRecordComponent")
    private record Place(byte[] prefix, Group group, byte[] key) {}

    /** How much of the rows with a position's value stands behind the position. */
    private enum Group {
        ALL,
        REST,
        NONE
    }

    /** Null if the position is not within the constants ahead of the value: then all rows are read, and those before it passed over. */
    private @Nullable Place placeOf(byte @Nullable [] position) {
        if (position == null
                || position.length <= before.length
                || !Arrays.equals(position, 0, before.length, before, 0, before.length)) {
            return null;
        }
        int valueLength = valueLength(orders, position, before.length);
        int valueEnd = before.length + valueLength;
        byte[] bytes = Arrays.copyOfRange(position, before.length, valueEnd);
        if (valueDirection == ScanDirection.DESCENDING) {
            complement(bytes);
        }
        byte[] prefix = new ByteWriter(propertyPrefix.length + valueLength)
                .put(propertyPrefix)
                .put(bytes)
                .toByteArray();
        // The position may be that of another alternative's result, with another constant, of another length, behind
        // the value.
        int behindEnd = Math.min(position.length, valueEnd + behind.length);
        int order = Arrays.compareUnsigned(behind, 0, behind.length, position, valueEnd, behindEnd);
        if (order != 0) {
            return new Place(prefix, order > 0 ? Group.ALL : Group.NONE, NO_KEY);
        }
        byte[] key = Arrays.copyOfRange(position, behindEnd, position.length);
        if (keyDirection == ScanDirection.DESCENDING) {
            complement(key);
        }
        return new Place(prefix, Group.REST, key);
    }

    /** How many bytes of a position are the values of some orders. */
    static int valueLength(List<Order> orders, byte[] position, int from) {
        int at = from;
        for (Order order : orders) {
            byte[] rest = Arrays.copyOfRange(position, at, position.length);
            if (order.isDescending()) {
                complement(rest);
            }
            ByteReader in = new ByteReader(rest);
            OrderedCodec.readValue(in);
            at += in.position();
        }
        return at - from;
    }

    static void complement(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) ~bytes[i];
        }
    }

    private static IndexRow later(IndexRow a, @Nullable IndexRow b) {
        return b == null || compare(a, b) >= 0 ? a : b;
    }

    private static @Nullable IndexRow earlier(@Nullable IndexRow a, @Nullable IndexRow b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return compare(a, b) <= 0 ? a : b;
    }

    private static int compare(IndexRow a, IndexRow b) {
        int byPrefix = Arrays.compareUnsigned(a.prefix(), b.prefix());
        return byPrefix != 0 ? byPrefix : Arrays.compareUnsigned(a.key(), b.key());
    }

    /** Both directions agree: one scan gives the order. */
    private final class Straight implements RowSource {

        private final Scan<IndexRow> scan;

        Straight(ReadContext context, IndexRow start, @Nullable IndexRow end) {
            this.scan = context.transaction()
                    .scanIndex(new IndexRange(start, end), valueDirection, Math.max(1, context.wanted()));
        }

        @Override
        public @Nullable Row next() {
            for (IndexRow row = scan.next(); row != null; row = scan.next()) {
                if (KeyRanges.contains(keys, row.key())) {
                    return new Row(position(row), row.key());
                }
            }
            return null;
        }

        @Override
        public void close() {
            scan.close();
        }
    }

    /** Values one way, keys the other: group by group of equal values. */
    private final class Turning implements RowSource {

        private final ReadContext context;
        private final ArrayDeque<Row> group = new ArrayDeque<>();
        private @Nullable Scan<IndexRow> scan;
        private @Nullable IndexRow ahead;
        private @Nullable Scan<IndexRow> large;

        Turning(ReadContext context) {
            this.context = context;
            IndexRow start = from;
            IndexRow end = to;
            Place after = placeOf(context.after());
            if (after != null) {
                // The rest of the group the position lies in comes first, then the values beyond it.
                if (after.group() != Group.NONE) {
                    this.large = scanGroup(after.prefix(), after.group() == Group.ALL ? null : after.key());
                }
                if (valueDirection == ScanDirection.ASCENDING) {
                    start = later(start, IndexRange.after(after.prefix()));
                } else {
                    end = earlier(end, IndexRange.atPrefix(after.prefix()));
                }
            }
            if (end == null || compare(start, end) < 0) {
                this.scan = context.transaction()
                        .scanIndex(new IndexRange(start, end), valueDirection, Math.max(1, context.wanted()));
                this.ahead = scan.next();
            }
        }

        private Scan<IndexRow> scanGroup(byte[] prefix, byte @Nullable [] afterKey) {
            ByteRange range = keys;
            if (afterKey != null && keyDirection == ScanDirection.ASCENDING) {
                byte[] next = KeyRanges.next(afterKey);
                range = new ByteRange(Arrays.compareUnsigned(next, keys.from()) > 0 ? next : keys.from(), keys.to());
            } else if (afterKey != null) {
                byte[] end = keys.to();
                range = new ByteRange(
                        keys.from(), end == null || Arrays.compareUnsigned(afterKey, end) < 0 ? afterKey : end);
            }
            return context.transaction()
                    .scanIndex(IndexRange.within(prefix, range), keyDirection, Math.max(1, context.wanted()));
        }

        @Override
        public @Nullable Row next() {
            while (true) {
                if (large != null) {
                    IndexRow row = large.next();
                    if (row != null) {
                        return new Row(position(row), row.key());
                    }
                    large.close();
                    large = null;
                }
                Row row = group.poll();
                if (row != null) {
                    return row;
                }
                if (ahead == null) {
                    return null;
                }
                readGroup(ahead);
            }
        }

        private void readGroup(IndexRow first) {
            Scan<IndexRow> current = java.util.Objects.requireNonNull(scan);
            IndexRow row = first;
            while (row != null && Arrays.equals(row.prefix(), first.prefix())) {
                if (group.size() == LARGEST_GROUP_IN_MEMORY) {
                    reopenBeyond(first.prefix());
                    return;
                }
                if (KeyRanges.contains(keys, row.key())) {
                    group.addFirst(new Row(position(row), row.key()));
                }
                row = current.next();
            }
            ahead = row;
        }

        private void reopenBeyond(byte[] prefix) {
            group.clear();
            large = scanGroup(prefix, null);
            if (scan != null) {
                scan.close();
            }
            IndexRow start = from;
            IndexRow end = to;
            if (valueDirection == ScanDirection.ASCENDING) {
                start = later(start, IndexRange.after(prefix));
            } else {
                end = earlier(end, IndexRange.atPrefix(prefix));
            }
            scan = context.transaction()
                    .scanIndex(new IndexRange(start, end), valueDirection, Math.max(1, context.wanted()));
            ahead = scan.next();
        }

        @Override
        public void close() {
            if (large != null) {
                large.close();
            }
            if (scan != null) {
                scan.close();
            }
        }
    }
}
