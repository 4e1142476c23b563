package dev.kindred.datastore.store;

import org.jspecify.annotations.Nullable;

/** What a commit does to tasks. */
public sealed interface TaskChange {

    /**
     * Stores a task. Workers see it after the commit.
     *
     * @param task a waiting task
     */
    record Add(TaskRow task) implements TaskChange {}

    /**
     * Finishes a task in the commit of its own handler: exactly once in effect. The commit fails with {@link CommitResult.LeaseLost} if the lease is
     * no longer valid.
     *
     * @param lease the worker's right
     */
    record Complete(TaskLease lease) implements TaskChange {}

    /**
     * Gives a running task up, as {@link TaskStorage#bury} does, together with what is to follow from it. The commit fails with
     * {@link CommitResult.LeaseLost} if the lease is no longer valid.
     *
     * @param lease the worker's right
     * @param reason why
     * @param error the last error, for the operator, or null
     */
    record Bury(
            TaskLease lease,
            DeadTask.Reason reason,
            @Nullable String error) implements TaskChange {}
}
