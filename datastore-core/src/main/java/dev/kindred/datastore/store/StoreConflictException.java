package dev.kindred.datastore.store;

/**
 * A read found that the transaction cannot commit any more, because another one changed what it saw. The transaction is over; run it again. Only engines whose server decides this
 * throw it; others say so at the commit.
 */
public final class StoreConflictException extends StoreException {

    /**
     * Ends a transaction.
     *
     * @param message what was changed, for the log
     * @param cause the failure below
     */
    public StoreConflictException(String message, Throwable cause) {
        super(message, cause);
    }
}
