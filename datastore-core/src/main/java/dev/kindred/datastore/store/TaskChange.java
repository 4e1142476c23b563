package dev.kindred.datastore.store;

import org.jspecify.annotations.Nullable;

/** What a commit does to tasks. */
public sealed interface TaskChange {

    /**
     * Stores a task, with what became of it so far. Workers see it after the commit.
     *
     * @param task a waiting task
     */
    record Add(TaskRow task) implements TaskChange {}

    /**
     * Stores a dead letter that was one elsewhere, as it is. Nobody runs it before it is {@linkplain TaskStorage#redrive redriven}. Its name is taken; its unique key is not, as with all dead
     * letters.
     *
     * @param dead the dead letter, its task's id given by {@link TaskStorage#nextId()}
     */
    record AddDead(DeadTask dead) implements TaskChange {}

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
