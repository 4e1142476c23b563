package dev.kindred.datastore.model;

/**
 * Anything the datastore refuses or fails at. Each subtype stands for one reaction of the caller and offers what it knows by accessors, so that
 * nobody has to parse the message.
 */
public abstract class DatastoreException extends RuntimeException {

    /**
     * An exception with a message for the person who reads the log.
     *
     * @param message what happened, to which key or property, and what to do
     */
    protected DatastoreException(String message) {
        super(message);
    }

    /**
     * An exception with a message and its cause.
     *
     * @param message what happened, to which key or property, and what to do
     * @param cause the failure below
     */
    protected DatastoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
