package dev.kindred.datastore.model;

/** A value that no property can hold: out of range, too long, a list within a list. */
public class InvalidValueException extends DatastoreException {

    /**
     * Refuses a value.
     *
     * @param message the property if known, the value or its size, the limit, and what to do
     */
    public InvalidValueException(String message) {
        super(message);
    }
}
