package dev.kindred.datastore;

import dev.kindred.datastore.model.DatastoreException;
import dev.kindred.datastore.model.Key;

/** An entity that must be new is there already. */
public final class EntityExistsException extends DatastoreException {

    private final transient Key key;

    /**
     * Reports a key that is taken.
     *
     * @param key the key
     */
    public EntityExistsException(Key key) {
        this(key, "Cannot insert " + key + ": there is an entity with this key. Use put to replace it.");
    }

    /**
     * Reports a key that is taken, for an entity whose user does not know the key.
     *
     * @param key the key
     * @param message what was to be stored, and what to do
     */
    public EntityExistsException(Key key, String message) {
        super(message);
        this.key = key;
    }

    /**
     * The key.
     *
     * @return the key that is taken
     */
    public Key key() {
        return key;
    }
}
