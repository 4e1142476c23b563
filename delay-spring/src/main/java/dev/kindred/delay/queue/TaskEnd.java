package dev.kindred.delay.queue;

import dev.kindred.datastore.Transaction;

/** What else the commit that ends a task does: plans the next run, counts the task, adds another. May be called more than once if that commit has to be repeated. */
@FunctionalInterface
public interface TaskEnd {

    /** How a task ends. */
    enum Outcome {
        /** It was done. */
        SUCCEEDED,
        /** It was given up and becomes a dead letter. */
        BURIED
    }

    /**
     * Adds to the commit.
     *
     * @param transaction the transaction that ends the task; to be committed by the caller
     * @param outcome how it ends
     */
    void join(Transaction transaction, Outcome outcome);
}
