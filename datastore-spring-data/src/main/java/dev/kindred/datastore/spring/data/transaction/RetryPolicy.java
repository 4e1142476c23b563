package dev.kindred.datastore.spring.data.transaction;

import dev.kindred.datastore.ConcurrentTransactionException;
import java.sql.SQLException;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.ConcurrencyFailureException;

/**
 * How often and after which pauses something is repeated that conflicted. The pause is random between 0 and a bound that doubles ("full jitter"), so that
 * those who collided do not collide again.
 *
 * @param attempts how often it runs at most, at least 1
 * @param backoffMillis the bound of the first pause, 0 or more
 * @param maxBackoffMillis the greatest bound, 0 or more
 */
public record RetryPolicy(int attempts, long backoffMillis, long maxBackoffMillis) {

    /** Serialization failure, deadlock: the transaction is rolled back, and may be repeated. */
    private static final List<@Nullable String> CONFLICT_STATES = List.of("40001", "40P01");

    /** Three attempts, pauses up to 20 milliseconds, then 40. */
    public static final RetryPolicy DEFAULT = new RetryPolicy(3, 20, 1_000);

    /**
     * Checks the numbers.
     *
     * @param attempts see the record
     * @param backoffMillis see the record
     * @param maxBackoffMillis see the record
     * @throws IllegalArgumentException if attempts is less than 1 or a pause is negative
     */
    public RetryPolicy {
        if (attempts < 1) {
            throw new IllegalArgumentException("A retry policy needs at least 1 attempt, not " + attempts + ".");
        }
        if (backoffMillis < 0 || maxBackoffMillis < 0) {
            throw new IllegalArgumentException("A back-off is 0 milliseconds or more, not " + backoffMillis
                    + " growing to " + maxBackoffMillis + ".");
        }
    }

    /**
     * Runs work until it does not conflict, or the attempts are used up.
     *
     * @param <T> the type of the result
     * @param <E> what else the work may throw
     * @param work runs in a transaction of its own each time
     * @return the result of the attempt that did not conflict
     * @throws E what the work threw; a conflict if it was the last attempt's, or if the thread was interrupted during a pause, which then stays interrupted
     */
    public <T extends @Nullable Object, E extends Throwable> T run(Work<T, E> work) throws E {
        return run(work, Thread::sleep, RandomGenerator.getDefault());
    }

    <T extends @Nullable Object, E extends Throwable> T run(Work<T, E> work, Pause pause, RandomGenerator random)
            throws E {
        return run("", work, RetryObserver.NONE, pause, random);
    }

    /**
     * Runs work until it does not conflict, or the attempts are used up, and tells of the conflicts.
     *
     * @param <T> the type of the result
     * @param <E> what else the work may throw
     * @param name what the work is called
     * @param work runs in a transaction of its own each time
     * @param observer is told
     * @return the result of the attempt that did not conflict
     * @throws E what the work threw; a conflict if it was the last attempt's, or if the thread was interrupted during a pause, which then stays interrupted
     */
    public <T extends @Nullable Object, E extends Throwable> T run(String name, Work<T, E> work, RetryObserver observer)
            throws E {
        return run(name, work, observer, Thread::sleep, RandomGenerator.getDefault());
    }

    private <T extends @Nullable Object, E extends Throwable> T run(
            String name, Work<T, E> work, RetryObserver observer, Pause pause, RandomGenerator random) throws E {
        for (int attempt = 1; ; attempt++) {
            try {
                return work.run();
            } catch (RuntimeException conflict) {
                if (!isConflict(conflict)) {
                    throw conflict;
                }
                if (attempt >= attempts) {
                    observer.conflicted(name, attempt, conflict, RetryObserver.Outcome.GIVEN_UP);
                    throw conflict;
                }
                observer.conflicted(name, attempt, conflict, RetryObserver.Outcome.REPEATED);
                try {
                    pause.millis(random.nextLong(boundBefore(attempt) + 1));
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    throw conflict;
                }
            }
        }
    }

    /** Also one that the database found, and that a manager of JDBC or JPA transactions knows by no name of its own. */
    private static boolean isConflict(RuntimeException exception) {
        if (exception instanceof ConcurrencyFailureException || exception instanceof ConcurrentTransactionException) {
            return true;
        }
        for (Throwable cause = exception.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException failure && CONFLICT_STATES.contains(failure.getSQLState())) {
                return true;
            }
        }
        return false;
    }

    private long boundBefore(int repetition) {
        int doublings = Math.min(repetition - 1, 30);
        return backoffMillis > maxBackoffMillis >> doublings ? maxBackoffMillis : backoffMillis << doublings;
    }

    /**
     * What is repeated.
     *
     * @param <T> the type of the result
     * @param <E> what it may throw
     */
    @FunctionalInterface
    public interface Work<T extends @Nullable Object, E extends Throwable> {

        /**
         * Runs once.
         *
         * @return the result
         * @throws E for any reason; a conflict leads to another attempt
         */
        T run() throws E;
    }

    /** How a thread waits. */
    @FunctionalInterface
    interface Pause {
        void millis(long millis) throws InterruptedException;
    }
}
