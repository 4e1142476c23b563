package dev.kindred.delay.test;

import dev.kindred.datastore.store.DeadTask;

/**
 * A task that was given up.
 *
 * @param task the task, as it was then
 * @param reason why
 */
public record DeadLetter(EnqueuedTask task, DeadTask.Reason reason) {

    /**
     * A dead letter.
     *
     * @param task see the record
     * @param reason see the record
     */
    public DeadLetter {}

    @Override
    public String toString() {
        String error = task.lastError();
        return task + ": " + reason
                + (error == null ? "" : ", " + error.lines().findFirst().orElse(""));
    }
}
