package dev.kindred.datastore;

/**
 * Told about every query of a {@link LocalDatastore} that has run, for logs of slow queries: runs, counts and aggregations, within transactions and outside, not
 * queries for metadata and not those that failed. A run is over when its results are read to their end or closed. Called on the thread that does so, and on one
 * of the datastore's own for results that were forgotten; it must be quick and must not throw.
 */
@FunctionalInterface
public interface QueryObserver {

    /** Watches nothing. */
    QueryObserver NONE = query -> {};

    /**
     * A query is over.
     *
     * @param query what was asked and what it cost; to be used before this method returns
     */
    void finished(FinishedQuery query);
}
