package dev.kindred.datastore.store;

/** A transaction that was joined has run statements already, at an isolation that does not do for entities. Nothing is changed, and it can go on without them. */
public final class IsolationTooLowException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    /**
     * Makes one.
     *
     * @param message what can be done
     */
    public IsolationTooLowException(String message) {
        super(message);
    }
}
