package dev.kindred.datastore.store;

/** The engine is closed, or was closed while it was being used. Nothing of the call took effect. */
public final class StoreClosedException extends StoreException {

    /**
     * Refuses a call.
     *
     * @param message which engine, and how to open it
     */
    public StoreClosedException(String message) {
        super(message);
    }
}
