package dev.kindred.datastore.object;

import dev.kindred.datastore.model.DatastoreException;

/**
 * The constructor of a mapped class threw, as one does that checks its arguments and finds what is stored not acceptable. The cause is what it threw. Where properties
 * did not fit their fields either, the {@link FieldMismatch}es are in the message.
 */
public final class ObjectConstructionException extends DatastoreException {

    private final Class<?> type;

    ObjectConstructionException(Class<?> type, String details, Throwable cause) {
        super(
                "Cannot make a " + type.getName() + " of what is stored: its constructor threw " + cause + details,
                cause);
        this.type = type;
    }

    /**
     * The class.
     *
     * @return the class that was to be loaded
     */
    public Class<?> type() {
        return type;
    }
}
