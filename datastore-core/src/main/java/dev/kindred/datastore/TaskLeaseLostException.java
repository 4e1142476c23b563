package dev.kindred.datastore;

import dev.kindred.datastore.model.DatastoreException;

/** The task that a transaction was to complete is no longer this worker's. Nothing of the transaction was applied. */
public final class TaskLeaseLostException extends DatastoreException {

    private final long taskId;

    /**
     * Reports a lost lease.
     *
     * @param taskId the task
     */
    public TaskLeaseLostException(long taskId) {
        super("Task " + taskId + " is no longer leased by this worker: somebody else runs it, or has finished it.");
        this.taskId = taskId;
    }

    /**
     * The task.
     *
     * @return its id
     */
    public long taskId() {
        return taskId;
    }
}
