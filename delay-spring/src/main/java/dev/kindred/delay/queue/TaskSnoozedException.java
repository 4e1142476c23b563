package dev.kindred.delay.queue;

import java.time.Duration;

/** Thrown by a handler that wants to run later although nothing has failed: the task waits again, and the run does not count as an attempt. */
public final class TaskSnoozedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Duration pause;

    /**
     * Puts the task off that is running.
     *
     * @param pause how long it is to wait, from now; zero or positive
     * @throws InvalidTaskException if it is negative
     */
    public TaskSnoozedException(Duration pause) {
        super("The task is put off for " + pause + ".", null, false, false);
        if (pause.isNegative()) {
            throw new InvalidTaskException(
                    "A task cannot be put off for \"" + pause + "\"; the time must not be negative.");
        }
        this.pause = pause;
    }

    /**
     * How long the task is to wait.
     *
     * @return zero or positive
     */
    public Duration pause() {
        return pause;
    }
}
