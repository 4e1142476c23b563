package dev.kindred.delay.queue;

import dev.kindred.datastore.store.DeadTask;
import org.jspecify.annotations.Nullable;

/** Thrown by a handler when running the task again is useless: it becomes a dead letter at once, whatever the retry policy says. */
public final class TaskRejectedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final DeadTask.Reason reason;

    /**
     * Rejects the task that is running.
     *
     * @param message why, for the operator
     */
    public TaskRejectedException(String message) {
        this(DeadTask.Reason.REJECTED, message, null);
    }

    /**
     * Rejects the task that is running, for a reason of the machinery around the handler.
     *
     * @param reason what the dead letter says
     * @param message why, for the operator
     * @param cause what led to it, or null
     */
    public TaskRejectedException(DeadTask.Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /**
     * What the dead letter says.
     *
     * @return the reason
     */
    public DeadTask.Reason reason() {
        return reason;
    }
}
