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
     * Adds a task and takes the waiting one with the same unique key away, if there is one. The commit fails with {@link CommitResult.DuplicateTask} if that one runs.
     *
     * @param task a waiting task with a unique key
     * @param following what is added besides if another is taken away
     */
    record Replace(TaskRow task, TaskFollowing following) implements TaskChange {}

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
