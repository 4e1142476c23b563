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

    private TransactionExpiredException(String message) {
        super(message);
    }

    /**
     * Reports a transaction that nobody used for too long.
     *
     * @param idleTimeout how long it may be idle
     * @return the exception
     */
    static TransactionExpiredException idle(Duration idleTimeout) {
        return new TransactionExpiredException("The transaction was not used for longer than its idle timeout of "
                + idleTimeout.toMillis()
                + " ms and was rolled back. Do slow work outside of it, or begin it with a longer idle timeout.");
    }
}
