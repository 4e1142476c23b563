package dev.kindred.datastore.engine.ordered;

import dev.kindred.datastore.engine.ordered.QueueState.Claim;
import dev.kindred.datastore.store.CommitResult;
import dev.kindred.datastore.store.TaskChange;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts a task in the place of a waiting one, within a transaction's commit. The commit must not hold the lock of claims, which other commits may wait for in another order. So the waiting task is
 * claimed, as if it ran, until the commit is there or has failed; whoever wants to replace it meanwhile has a conflict.
 */
final class TaskReplacement {

    private final OpenTasks tasks;

    TaskReplacement(OpenTasks tasks) {
        this.tasks = tasks;
    }

    /** Adds it to a commit; returns why it cannot be. */
    @Nullable
    CommitResult replace(TaskChange.Replace change, CommitRequest request, TaskWork work, Set<String> names) {
        TaskRow task = change.task();
        String unique = task.traits().uniqueKey();
        if (unique == null) {
            throw new IllegalArgumentException("Task " + task.id() + " has no unique key");
        }
        QueueState queue = tasks.queue(task.queue());
        if (!names.add(queue.name + "\0\0" + unique)) {
            return new CommitResult.DuplicateTask(queue.name, unique);
        }
        byte[] row = TaskKeys.unique(queue.key, unique);
        long observedAt = tasks.store().resolver().applied();
        byte[] state = tasks.store().store().get(row);
        if (state != null) {
            Claim waiting = borrow(queue, TaskFormat.liveId(state));
            if (waiting == null) {
                return refusal(queue, unique, TaskFormat.liveId(state));
            }
            work.borrow(queue, waiting);
            work.remove(queue, waiting);
            tasks.names().release(queue, waiting.task.name(), work);
            tasks.follow(change.following(), waiting.task, work);
        }
        request.expectations.add(new Expectation.Unchanged(row, observedAt));
        work.takeUnique(row, task.id());
        work.add(queue, task);
        return null;
    }

    private @Nullable Claim borrow(QueueState queue, long id) {
        queue.claiming.lock();
        try {
            TaskRow task = queue.isRunning(id) ? null : new StoredTasks(tasks).find(queue, id);
            Claim claim = task == null ? null : new Claim(task, tasks.nextToken());
            return claim != null && queue.claim(claim) && queue.reserve(new TaskLease(claim.task, claim.token)) != null
                    ? claim
                    : null;
        } finally {
            queue.claiming.unlock();
        }
    }

    /** One that is gone, or whose end is being written, makes room in a moment. */
    private static CommitResult refusal(QueueState queue, String unique, long id) {
        Claim running = queue.running(id);
        return running == null || queue.isEnding(running)
                ? new CommitResult.Conflict("The task with the unique key \"" + unique + "\" of queue \"" + queue.name
                        + "\" was ending or being replaced")
                : new CommitResult.DuplicateTask(queue.name, unique);
    }
}
