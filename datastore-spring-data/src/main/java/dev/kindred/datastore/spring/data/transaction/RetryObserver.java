package dev.kindred.datastore.spring.data.transaction;

import java.util.List;

/**
 * Is told of transactions that conflicted, by {@link RetryOnConflict} and {@code performTransaction}. Beans of this type are found by the starter, whose metrics are one. Called on
 * the thread that repeats, between two attempts: it should be quick and throw nothing. Safe for all threads.
 */
public interface RetryObserver {

    /** Is not interested. */
    RetryObserver NONE = (work, attempt, conflict, outcome) -> {};

    /** What happens after a conflict. */
    enum Outcome {
        /** The work runs again, after a pause. */
        REPEATED,
        /** The attempts are used up, and the caller gets the exception. */
        GIVEN_UP
    }

    /**
     * An attempt conflicted.
     *
     * @param work what was done: {@code OrderService.pay} for a method, otherwise {@code performTransaction}
     * @param attempt the attempt that conflicted, from 1
     * @param conflict what it threw
     * @param outcome what happens next
     */
    void conflicted(String work, int attempt, RuntimeException conflict, Outcome outcome);

    /**
     * Several as one.
     *
     * @param observers the parts, told in order
     * @return the whole
     */
    static RetryObserver all(List<RetryObserver> observers) {
        return (work, attempt, conflict, outcome) ->
                observers.forEach(observer -> observer.conflicted(work, attempt, conflict, outcome));
    }
}
