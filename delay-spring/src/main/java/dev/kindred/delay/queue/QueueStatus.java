package dev.kindred.delay.queue;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A queue at one moment: what App Engine's queue statistics said, and more. The numbers of tasks are exact.
 *
 * @param queue the queue's name
 * @param mode who takes its tasks
 * @param waiting tasks stored and not running, due or not; of a pull queue, leased ones among them
 * @param running tasks that run, on all workers of the store
 * @param dead tasks given up
 * @param oldestEta when the first waiting task is due, or was; null if none waits
 * @param executedInLastMinute runs that ended in the last minute in this process, failed ones included
 * @param lastBegun when the last run began in this process; null if none did
 * @param enforcedRate how many tasks begin in a time in this process; {@link Rate#ZERO} while it is paused, null if there is no limit
 * @param paused whether it is paused, by an operator or by the configuration
 */
public record QueueStatus(
        String queue,
        QueueMode mode,
        long waiting,
        long running,
        long dead,
        @Nullable Instant oldestEta,
        long executedInLastMinute,
        @Nullable Instant lastBegun,
        @Nullable Rate enforcedRate,
        boolean paused) {}
