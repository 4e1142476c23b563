package dev.kindred.datastore.store;

/** What became of a commit. */
public sealed interface CommitResult {

    /**
     * Applied, and durable as far as the engine promises.
     *
     * @param version the version of this commit: greater than that of every commit before it. If nothing was written, that of the last one
     */
    record Committed(long version) implements CommitResult {}

    /**
     * Not applied: something the transaction read was changed in the meantime, or it was open for too long. Run it again.
     *
     * @param reason what was changed, for the log
     */
    record Conflict(String reason) implements CommitResult {}

    /**
     * Not applied: a precondition does not hold.
     *
     * @param key the encoded key of the row
     * @param actualVersion the version the row has; 0 if there is none
     */
    @SuppressWarnings("ArrayRecordComponent")
    record PreconditionFailed(byte[] key, long actualVersion) implements CommitResult {}

    /**
     * Not applied: the queue has, or lately had, a task of the same name.
     *
     * @param queue the queue
     * @param name the task's name
     */
    record DuplicateTask(String queue, String name) implements CommitResult {}

    /**
     * Not applied: a task to be completed is no longer this worker's. Somebody else runs it, or has finished it.
     *
     * @param taskId the task
     */
    record LeaseLost(long taskId) implements CommitResult {}

    /**
     * Applied or not: the connection was lost before the answer came. Neither success nor failure.
     *
     * @param cause what happened to the connection
     */
    record Unknown(Throwable cause) implements CommitResult {}
}
