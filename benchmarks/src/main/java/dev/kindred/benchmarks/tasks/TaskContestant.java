package dev.kindred.benchmarks.tasks;

import java.nio.file.Path;
import java.time.Duration;

/**
 * A task queue that takes part in the race. A task calls a method with a number and a text. Workers run between {@link #start} and {@link #stop}, which may be called again and again. {@link #enqueue}
 * and {@link #enqueueBatch} may be called from several threads, whether workers run or not.
 */
public interface TaskContestant extends AutoCloseable {

    /** What tasks do. */
    @FunctionalInterface
    interface Handler {

        /** Runs one. */
        void run(long id, String text);
    }

    /**
     * Opens a store: an empty one, or one on a server that another process has open.
     *
     * @param directory an existing, empty directory for all files
     * @param handler what every task calls
     */
    void open(Path directory, Handler handler);

    /** What runs here: versions, settings, and the durability of a commit. Valid once open. */
    String description();

    /** Stores a task that is due now in a commit of its own. */
    void enqueue(long id, String text);

    /**
     * Stores a task that is due now in a transaction of the caller's, as Spring's transaction managers begin one, which goes on for a while and then commits.
     *
     * @throws UnsupportedOperationException if the product cannot
     */
    default void enqueueInTransaction(long id, String text, Duration goesOn) {
        throw new UnsupportedOperationException();
    }

    /** Stores tasks with successive numbers, each with the text of {@link Payload}, by the product's means for many at once, in one commit if it can. */
    void enqueueBatch(long firstId, int count);

    /** Starts the workers. */
    void start();

    /** Stops the workers, once they have ended what they run. */
    void stop();

    /** How many tasks the store has that are not finished: waiting, running or failed. */
    long unfinished();

    @Override
    void close();
}
