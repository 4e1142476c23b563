package dev.kindred.delay.queue;

import java.time.Duration;

/**
 * How long is kept what tasks leave when they end. By default they leave nothing. What is kept are entities with a time at which they expire; see {@link TaskQueues#expiryPolicies}.
 *
 * @param results how long the result of a task can be read after its end; zero to let none have results
 * @param history how long it is known of a task that has ended, unless {@link QueueSettings#history} says otherwise; zero to forget it at once
 */
public record TaskRetention(Duration results, Duration history) {

    /** Nothing is kept. */
    public static final TaskRetention NONE = new TaskRetention(Duration.ZERO, Duration.ZERO);

    /**
     * Checks the times.
     *
     * @param results see the record
     * @param history see the record
     * @throws IllegalArgumentException if one is negative
     */
    public TaskRetention {
        check("The results of tasks", results);
        check("The history of tasks", history);
    }

    /**
     * The same with results kept for another time.
     *
     * @param changed how long
     * @return a changed copy
     * @throws IllegalArgumentException if it is negative
     */
    public TaskRetention keepingResults(Duration changed) {
        return new TaskRetention(changed, history);
    }

    /**
     * The same with the history kept for another time.
     *
     * @param changed how long
     * @return a changed copy
     * @throws IllegalArgumentException if it is negative
     */
    public TaskRetention keepingHistory(Duration changed) {
        return new TaskRetention(results, changed);
    }

    static void check(String what, Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException(
                    what + " cannot be kept for \"" + time + "\"; say how long, or zero to keep nothing.");
        }
    }
}
