package dev.kindred.datastore.model;

/** A key that cannot exist, or that cannot be used where it was given: a blank kind, an incomplete parent, another application's key. */
public class InvalidKeyException extends DatastoreException {

    /**
     * Refuses a key.
     *
     * @param message which key or key part, its value, and what would be right
     */
    public InvalidKeyException(String message) {
        super(message);
    }
}
