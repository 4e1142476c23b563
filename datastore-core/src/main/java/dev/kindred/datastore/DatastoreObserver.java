package dev.kindred.datastore;

/**
 * Told about every call of a {@link LocalDatastore} when it is over, for metrics. Called on the caller's thread; it must be quick and must not throw.
 */
@FunctionalInterface
public interface DatastoreObserver {

    /** What was done. */
    enum Operation {
        /** Entities read by key. */
        GET,
        /** Entities stored outside a transaction. */
        PUT,
        /** Entities deleted outside a transaction. */
        DELETE,
        /** A query started; its results are read later. */
        QUERY,
        /** A query counted. */
        COUNT,
        /** A transaction committed, or tried to. */
        COMMIT
    }

    /** How it ended. */
    enum Outcome {
        /** It did what it was asked to. */
        SUCCESS,
        /** It collided with others at every attempt. */
        CONFLICT,
        /** Anything else was thrown. */
        ERROR
    }

    /** Watches nothing. */
    DatastoreObserver NONE = (operation, outcome, nanos) -> {};

    /**
     * A call is over.
     *
     * @param operation what was done
     * @param outcome how it ended
     * @param nanos how long it took, in nanoseconds
     */
    void finished(Operation operation, Outcome outcome, long nanos);
}
