package dev.kindred.datastore;

import dev.kindred.datastore.model.DatastoreException;
import dev.kindred.datastore.model.Key;

/** An entity was to be written only if it still had a certain version, and it has another. Nothing of the commit was applied. Read the entity again, then decide. */
public final class VersionMismatchException extends DatastoreException {

    private final transient Key key;
    private final long expected;
    private final long actual;

    /**
     * Reports a version.
     *
     * @param key the entity
     * @param expected the version it should have; 0 for no entity
     * @param actual the version it has; 0 for no entity
     */
    public VersionMismatchException(Key key, long expected, long actual) {
        super("Cannot write " + key + ": it " + (expected == 0 ? "must not exist" : "should have version " + expected)
                + ", but " + (actual == 0 ? "does not exist" : "has version " + actual)
                + ". Read it again and decide anew.");
        this.key = key;
        this.expected = expected;
        this.actual = actual;
    }

    /**
     * The entity.
     *
     * @return its key
     */
    public Key key() {
        return key;
    }

    /**
     * The version it should have.
     *
     * @return 0 if it should not exist
     */
    public long expected() {
        return expected;
    }

    /**
     * The version it has.
     *
     * @return 0 if it does not exist
     */
    public long actual() {
        return actual;
    }
}
