package dev.kindred.datastore;

import dev.kindred.datastore.model.DatastoreException;
import dev.kindred.datastore.model.Key;

/**
 * An id of a range that was to be allocated is an entity's already. The range is reserved all the same: nobody else gets its ids. Whoever uses them by hand looks
 * first, or replaces entities.
 */
public final class KeyRangeCollisionException extends DatastoreException {

    private final Key incomplete;
    private final long start;
    private final long end;
    private final long id;

    KeyRangeCollisionException(Key incomplete, long start, long end, long id) {
        super("Collision when attempting to allocate range [" + start + ", " + end + "] of " + incomplete
                + ": there is an entity with id " + id
                + ". The range is reserved nevertheless; do not put under its ids without looking, or choose another.");
        this.incomplete = incomplete;
        this.start = start;
        this.end = end;
        this.id = id;
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

    /**
     * The id that was found.
     *
     * @return the smallest one of the range that an entity has
     */
    public long id() {
        return id;
    }
}
