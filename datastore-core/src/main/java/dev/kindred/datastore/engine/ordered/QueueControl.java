package dev.kindred.datastore.engine.ordered;

import dev.kindred.datastore.engine.ordered.QueueState.Claim;
import dev.kindred.datastore.store.TaskFollowing;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TaskTraits;
import dev.kindred.datastore.store.TransactionMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is done to queues and to tasks by name rather than by workers. What takes waiting tasks away or changes them does so under the lock of claims, so that none begins to run meanwhile.
 */
final class QueueControl {

    private static final int PURGED_AT_A_TIME = 500;

    private final OpenTasks tasks;

    QueueControl(OpenTasks tasks) {
        this.tasks = tasks;
    }

    /** Takes all waiting tasks away that have ids already, in steps. */
    long purge(String name, TaskFollowing following) {
        QueueState queue = tasks.known(name);
        if (queue == null) {
            return 0;
        }
        long last = tasks.ids().next();
        long purged = 0;
        List<TaskRow> page = new StoredTasks(tasks).list(name, 0, PURGED_AT_A_TIME);
        while (!page.isEmpty()) {
            purged += purge(queue, page, last, following);
            page = new StoredTasks(tasks).list(name, page.get(page.size() - 1).id(), PURGED_AT_A_TIME);
        }
        return purged;
    }

    private int purge(QueueState queue, List<TaskRow> page, long last, TaskFollowing following) {
        List<Claim> claims = new ArrayList<>(page.size());
        TaskWork work = tasks.newWork();
        queue.claiming.lock();
        try {
            for (TaskRow listed : page) {
                // Once more, now that none can begin: it may have moved since.
                TaskRow task = listed.id() > last || queue.isRunning(listed.id())
                        ? null
                        : new StoredTasks(tasks).find(queue, listed.id());
                Claim claim = task == null ? null : new Claim(task, tasks.nextToken());
                if (claim != null && queue.claim(claim)) {
                    claims.add(claim);
                    tasks.complete(new TaskLease(claim.task, claim.token), work);
                    tasks.follow(following, claim.task, work);
                }
            }
            tasks.submit(work, OrderedStore.Sync.DURABLE);
        } catch (RuntimeException | Error e) {
            TaskClaims.release(queue, claims);
            tasks.tellReady(Set.of(queue.name));
            throw e;
        } finally {
            queue.claiming.unlock();
        }
        return claims.size();
    }

    void pause(String name) {
        TaskWork work = tasks.newWork();
        QueueState queue = tasks.queue(name);
        work.batch().put(Layout.row(Layout.TASK_PAUSED, queue.key), Layout.NOTHING);
        // One after the other, and between claims: what the store says, and what is known here, are the same.
        queue.claiming.lock();
        try {
            tasks.submit(work, OrderedStore.Sync.DURABLE);
            queue.paused(true);
        } finally {
            queue.claiming.unlock();
        }
    }

    void resume(String name) {
        TaskWork work = tasks.newWork();
        QueueState queue = tasks.queue(name);
        work.batch().delete(Layout.row(Layout.TASK_PAUSED, queue.key));
        queue.claiming.lock();
        try {
            tasks.submit(work, OrderedStore.Sync.DURABLE);
            queue.paused(false);
        } finally {
            queue.claiming.unlock();
        }
        tasks.tellReady(Set.of(name));
    }

    boolean isPaused(String name) {
        QueueState queue = tasks.known(name);
        return queue != null && queue.isPaused();
    }

    @Nullable
    TaskRow find(String name, byte[] nameRow) {
        QueueState queue = tasks.known(name);
        byte[] state = queue == null ? null : row(nameRow);
        return queue == null || state == null || TaskFormat.liveId(state) < 0
                ? null
                : new StoredTasks(tasks).find(queue, TaskFormat.liveId(state));
    }

    /** Reads within a transaction, which a close of the store waits for. */
    private byte @Nullable [] row(byte[] key) {
        try (OrderedTransaction reader = OrderedTransaction.begin(tasks.store(), TransactionMode.READ_ONLY)) {
            return reader.read(view -> view.get(key));
        }
    }

    boolean replace(TaskRow with, TaskFollowing following) {
        QueueState queue = tasks.known(with.queue());
        if (queue == null) {
            return false;
        }
        queue.claiming.lock();
        try {
            TaskRow task = queue.isRunning(with.id()) ? null : new StoredTasks(tasks).find(queue, with.id());
            if (task == null) {
                return false;
            }
            TaskTraits traits = task.traits();
            if (traits.concurrencyKey() != null) {
                throw new IllegalArgumentException("Task " + task.id() + " of queue \"" + task.queue()
                        + "\" has the concurrency key \"" + traits.concurrencyKey()
                        + "\" and its turn; it cannot be replaced");
            }
            TaskWork work = tasks.newWork();
            work.replace(
                    queue,
                    new Claim(task, 0),
                    TaskRow.waiting(
                                    task.id(),
                                    task.queue(),
                                    task.name(),
                                    with.eta(),
                                    with.priority(),
                                    with.payload(),
                                    with.headers(),
                                    task.created())
                            .withTraits(new TaskTraits(null, 0, with.traits().tag(), traits.uniqueKey())));
            tasks.follow(following, task, work);
            tasks.submit(work, OrderedStore.Sync.DURABLE);
            return true;
        } finally {
            queue.claiming.unlock();
        }
    }

    boolean isTaken(String queue, String name) {
        return TaskFormat.isTaken(row(TaskKeys.name(TaskKeys.text(queue), name)), tasks.now());
    }
}
