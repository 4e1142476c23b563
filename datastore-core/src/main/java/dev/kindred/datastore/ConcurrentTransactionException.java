package dev.kindred.datastore;

import dev.kindred.datastore.model.DatastoreException;

/** What a transaction read was changed by others before it committed. Nothing of it was applied; running it again may succeed. */
public final class ConcurrentTransactionException extends DatastoreException {

    /**
     * Reports a conflict.
     *
     * @param message what was changed
     */
    public ConcurrentTransactionException(String message) {
        super(message);
    }
}
