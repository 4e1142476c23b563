package dev.kindred.datastore;

import dev.kindred.datastore.model.DatastoreException;
import dev.kindred.datastore.model.Key;

/** An entity that must be there is not. */
public final class NoSuchEntityException extends DatastoreException {

    private final transient Key key;

    /**
     * Reports a key without entity.
     *
     * @param key the key
     */
    public NoSuchEntityException(Key key) {
        super("There is no entity " + key + ".");
        this.key = key;
    }

    /**
     * The key.
     *
     * @return the key that was asked for
     */
    public Key key() {
        return key;
    }
}
