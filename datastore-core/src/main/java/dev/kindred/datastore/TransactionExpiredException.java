package dev.kindred.datastore;

import dev.kindred.datastore.model.DatastoreException;
import java.time.Duration;

/** A transaction was used after its time had run out. Nothing of it was applied. */
public final class TransactionExpiredException extends DatastoreException {

    /**
     * Reports a transaction that took too long.
     *
     * @param timeout how long it may be active
     */
    public TransactionExpiredException(Duration timeout) {
        super("The transaction was active for longer than its timeout of " + timeout.toMillis()
                + " ms and was rolled back. Do less in it, or begin it with a longer timeout.");
    }
}
