package dev.kindred.datastore.store;

/** A storage engine cannot do its work: it is closed, its directory is in use, its files are damaged, the disk is full. */
public class StoreException extends RuntimeException {

    /**
     * A failure with a message for the operator.
     *
     * @param message what failed, where, and what to do
     */
    public StoreException(String message) {
        super(message);
    }

    /**
     * A failure with its cause.
     *
     * @param message what failed, where, and what to do
     * @param cause the failure below
     */
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
