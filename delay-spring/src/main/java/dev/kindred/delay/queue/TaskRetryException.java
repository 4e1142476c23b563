package dev.kindred.delay.queue;

/** Thrown by a handler to run the task again by its retry policy, without a stack trace in the log: what App Engine called to mark for retry. */
public final class TaskRetryException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * Fails the run.
     *
     * @param reason why, for the operator and the next run
     */
    public TaskRetryException(String reason) {
        super(reason, null, false, false);
    }
}
