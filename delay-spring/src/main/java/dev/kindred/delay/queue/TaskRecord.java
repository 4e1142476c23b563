package dev.kindred.delay.queue;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a task that has ended, see {@link TaskHistory}; nothing of what it was called with.
 *
 * @param id the task's id
 * @param queue its queue
 * @param name its name, if it had one
 * @param function the key of the function it called; null if it was no call of one
 * @param outcome how it ended
 * @param attempts how many runs were begun
 * @param created when it was stored
 * @param firstTry when its first run began; null if none did
 * @param ended when it ended
 * @param node the process that ended it, see {@link TaskQueues.Builder#node}
 */
public record TaskRecord(
        long id,
        String queue,
        @Nullable String name,
        @Nullable String function,
        Outcome outcome,
        int attempts,
        Instant created,
        @Nullable Instant firstTry,
        Instant ended,
        String node) {

    /** How a task ended. The names are written to disk. */
    public enum Outcome {
        /** It was done. */
        DONE,
        /** It was given up and became a dead letter. If that is redriven, the record is replaced at the next end. */
        DEAD,
        /** It was cancelled, deleted, or purged with its queue. */
        CANCELLED,
        /** It was a dead letter and was thrown away. */
        DISCARDED
    }
}
