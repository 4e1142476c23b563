package dev.kindred.datastore.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A query that an engine can answer by itself: index rows of a range, in an order, of those keys that have a row under each of some other prefixes, too, and if wanted with the entities. A row
 * whose entity is missing is left out then.
 *
 * @param range of the index rows
 * @param keys those of the rows that are wanted; others are passed over
 * @param alsoUnder whole prefixes: the key of a row must have a row under each of them
 * @param order in which the rows come
 * @param wanted how many there shall be, and of what
 */
public record JoinedScan(IndexRange range, ByteRange keys, List<byte[]> alsoUnder, Order order, Wanted wanted) {

    /** Every key. */
    public static final ByteRange ALL_KEYS = new ByteRange(new byte[0], null);

    /**
     * Rows come by prefix, and those of one prefix by key, each one way or the other.
     *
     * @param prefixes the direction of the prefixes
     * @param keys the direction of the keys of one prefix
     * @param behind the rows begin behind the place of this one, which need not exist but is within the range; null to begin with the first
     */
    public record Order(
            ScanDirection prefixes,
            ScanDirection keys,
            @Nullable IndexRow behind) {}

    /** What comes with an index row. */
    public enum Content {
        /** Nothing: its key is enough. */
        KEYS,
        /** The entity of its key. */
        ENTITIES
    }

    /**
     * How much is wanted.
     *
     * @param expected about how many rows will be taken, at least 1; a hint
     * @param most never more than this many rows are taken; {@link Integer#MAX_VALUE} if nobody knows
     * @param content of the rows
     */
    public record Wanted(int expected, int most, Content content) {}
}
