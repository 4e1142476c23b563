package dev.kindred.datastore;

import dev.kindred.datastore.model.DatastoreException;
import dev.kindred.datastore.model.Key;

/**
 * No entity has an id of a range that was to be allocated, but some of the ids may have been handed out before, and be put soon. The range is reserved: from now on
 * nobody else gets its ids.
 */
public final class KeyRangeContentionException extends DatastoreException {

    private final Key incomplete;
    private final long start;
    private final long end;

    KeyRangeContentionException(Key incomplete, long start, long end) {
        super("Contention when attempting to allocate range [" + start + ", " + end + "] of " + incomplete
                + ": some of its ids may have been handed out before. The range is reserved now; "
                + "put under its ids by insert, which fails where there is an entity, or choose another range.");
        this.incomplete = incomplete;
        this.start = start;
        this.end = end;
    }

    /**
     * Kind and parent of the range.
     *
     * @return the incomplete key that was given
     */
    public Key incomplete() {
        return incomplete;
    }

    /**
     * The first id of the range.
     *
     * @return at least 1
     */
    public long start() {
        return start;
    }

    /**
     * The last id of the range.
     *
     * @return at least {@link #start()}
     */
    public long end() {
        return end;
    }
}
