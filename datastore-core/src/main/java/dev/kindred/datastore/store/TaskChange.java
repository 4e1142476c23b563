package dev.kindred.datastore.store;

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
}
