package dev.kindred.datastore.store;

import org.jspecify.annotations.Nullable;

/**
 * A range of index rows, ordered by prefix, then key. A bound's prefix may be only the beginning of a row's prefix; its key is then empty.
 *
 * @param from the first row in the range; need not exist
 * @param to the first row behind the range, or null for no end
 */
public record IndexRange(IndexRow from, @Nullable IndexRow to) {

    private static final byte[] NO_KEY = {};

    /**
     * All rows whose prefix begins so.
     *
     * @param prefix the beginning of a prefix, or a whole one
     * @return the range
     */
    public static IndexRange startingWith(byte[] prefix) {
        return new IndexRange(atPrefix(prefix), after(prefix));
    }

    /**
     * All rows with exactly this prefix and a key in a range.
     *
     * @param prefix a whole prefix
     * @param keys the range of keys
     * @return the range
     */
    public static IndexRange within(byte[] prefix, ByteRange keys) {
        byte[] to = keys.to();
        return new IndexRange(new IndexRow(prefix, keys.from()), to == null ? after(prefix) : new IndexRow(prefix, to));
    }

    /**
     * The place before every row whose prefix begins so.
     *
     * @param prefix the beginning of a prefix
     * @return a bound
     */
    public static IndexRow atPrefix(byte[] prefix) {
        return new IndexRow(prefix, NO_KEY);
    }

    /**
     * The place behind every row whose prefix begins so.
     *
     * @param prefix the beginning of a prefix
     * @return a bound, or null if nothing can be behind
     */
    public static @Nullable IndexRow after(byte[] prefix) {
        byte[] successor = ByteRange.successor(prefix);
        return successor == null ? null : new IndexRow(successor, NO_KEY);
    }
}
