package dev.kindred.datastore;

import dev.kindred.datastore.model.DatastoreException;

/** The connection was lost while a transaction was being committed: it was applied or not. Read before writing again. */
public final class UnknownCommitException extends DatastoreException {

    /**
     * Reports a commit without an answer.
     *
     * @param message what happened
     * @param cause the failure of the connection
     */
    public UnknownCommitException(String message, Throwable cause) {
        super(message, cause);
    }
}
