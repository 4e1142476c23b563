package dev.kindred.delay.queue;

import java.time.Duration;

/** A run was interrupted because it took longer than its deadline allows. The task is retried by its policy; what the handler threw then is the cause. */
public final class TaskDeadlineException extends RuntimeException {

    private static final long serialVersionUID = 1;

    TaskDeadlineException(Duration deadline, Throwable cause) {
        super(
                "The run took longer than its deadline of " + deadline
                        + " and was interrupted. Raise the deadline, or extend it while the task makes progress.",
                cause,
                false,
                false); // where the handler was is in the cause
    }
}
