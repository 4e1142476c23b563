package dev.kindred.datastore.engine.ordered;

import dev.kindred.datastore.engine.ordered.QueueState.Claim;
import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.TaskFollowing;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How the runs of tasks end outside of a transaction: what is finished, put back, given up or taken away. None of it but a deletion waits for the disk. */
final class TaskEndings {

    private final OpenTasks tasks;

    TaskEndings(OpenTasks tasks) {
        this.tasks = tasks;
    }

    List<TaskLease> complete(Collection<TaskLease> leases) {
        List<TaskLease> lost = new ArrayList<>();
        TaskWork work = tasks.newWork();
        for (TaskLease lease : leases) {
            if (tasks.complete(lease, work) != null) {
                lost.add(lease);
            }
        }
        tasks.submit(work, OrderedStore.Sync.PROCESS);
        tasks.names().sweep();
        return lost;
    }

    boolean retry(TaskLease lease, long eta, String error) {
        return putBack(lease, eta, task -> new TaskFormat.Progress(task.attempts(), task.firstAttempt(), eta, error));
    }

    boolean postpone(TaskLease lease, long eta) {
        return putBack(lease, eta, task -> uncounted(task, eta));
    }

    private boolean putBack(TaskLease lease, long eta, Function<TaskRow, TaskFormat.Progress> progress) {
        QueueState queue = tasks.known(lease.task().queue());
        Claim claim = queue == null ? null : queue.reserve(lease);
        if (queue == null || claim == null) {
            return false;
        }
        TaskRow task = claim.task;
        TaskWork work = tasks.newWork();
        work.reserve(queue, claim);
        work.moveBack(queue, claim, eta);
        work.progress(queue, task.id(), progress.apply(task));
        tasks.submit(work, OrderedStore.Sync.PROCESS);
        return true;
    }

    /** As if the run that was counted had not begun. */
    private static TaskFormat.Progress uncounted(TaskRow task, long eta) {
        return new TaskFormat.Progress(
                task.attempts() - 1, task.attempts() == 1 ? 0 : task.firstAttempt(), eta, task.lastError());
    }

    void handBack(Collection<TaskLease> leases) {
        TaskWork work = tasks.newWork();
        for (TaskLease lease : leases) {
            QueueState queue = tasks.known(lease.task().queue());
            Claim claim = queue == null ? null : queue.reserve(lease);
            if (queue != null && claim != null) {
                TaskRow task = claim.task;
                work.reserve(queue, claim);
                work.leave(queue, claim);
                work.progress(queue, task.id(), uncounted(task, task.eta()));
            }
        }
        tasks.submit(work, OrderedStore.Sync.PROCESS);
    }

    boolean bury(TaskLease lease, DeadTask.Reason reason, @Nullable String error) {
        TaskWork work = tasks.newWork();
        if (tasks.bury(lease, reason, error, work) != null) {
            return false;
        }
        tasks.submit(work, OrderedStore.Sync.PROCESS);
        return true;
    }

    boolean delete(String name, long id, TaskFollowing following) {
        QueueState queue = tasks.known(name);
        if (queue == null) {
            return false;
        }
        // No claim meanwhile: it would not know that the task is about to go.
        queue.claiming.lock();
        try {
            Claim claim = queue.running(id);
            boolean waits = claim == null;
            if (claim == null) {
                TaskRow task = new StoredTasks(tasks).find(queue, id);
                claim = task == null ? null : new Claim(task, tasks.nextToken());
                if (claim == null || !queue.claim(claim)) {
                    return false;
                }
            }
            return delete(queue, claim, waits, following);
        } finally {
            queue.claiming.unlock();
        }
    }

    private boolean delete(QueueState queue, Claim claim, boolean waits, TaskFollowing following) {
        TaskWork work = tasks.newWork();
        if (tasks.complete(new TaskLease(claim.task, claim.token), work) != null) {
            return false;
        }
        try {
            tasks.follow(following, claim.task, work);
            tasks.submit(work, OrderedStore.Sync.DURABLE);
        } catch (RuntimeException | Error e) {
            if (waits) {
                TaskClaims.release(queue, List.of(claim));
                tasks.tellReady(Set.of(queue.name));
            }
            throw e;
        }
        return true;
    }
}
