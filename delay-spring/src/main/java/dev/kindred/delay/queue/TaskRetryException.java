package dev.kindred.delay.queue;

import java.time.Duration;

/** Thrown by a handler to run the task again by its retry policy, without a stack trace in the log: what App Engine called to mark for retry. */
public class TaskRetryException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Duration atLeast;
    private final Duration queuePause;

    /**
     * Fails the run.
     *
     * @param reason why, for the operator and the next run
     */
    public TaskRetryException(String reason) {
        this(reason, Duration.ZERO, Duration.ZERO);
    }

    /**
     * Fails the run, and says how much time is needed.
     *
     * @param reason why, for the operator and the next run
     * @param atLeast how long the task waits at least, whatever its policy says; zero to leave it to that
     * @param queuePause how long no other task of its queue begins in this process; zero for not at all
     */
    public TaskRetryException(String reason, Duration atLeast, Duration queuePause) {
        super(reason, null, false, false);
        this.atLeast = atLeast;
        this.queuePause = queuePause;
    }

    /**
     * How long the task waits at least.
     *
     * @return zero or more
     */
    public final Duration atLeast() {
        return atLeast;
    }

    /**
     * How long no other task of its queue begins in this process.
     *
     * @return zero or more
     */
    public final Duration queuePause() {
        return queuePause;
    }
}
