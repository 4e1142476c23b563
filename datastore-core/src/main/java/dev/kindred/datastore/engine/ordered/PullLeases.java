package dev.kindred.datastore.engine.ordered;

import dev.kindred.datastore.engine.ordered.QueueState.Claim;
import dev.kindred.datastore.engine.ordered.TaskKeys.Place;
import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.LeaseRequest;
import dev.kindred.datastore.store.ScanDirection;
import dev.kindred.datastore.store.TaskFollowing;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TransactionMode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Leases of pull queues. A lease is nothing but an eta: to lease a task is to count an attempt and to move the task to the time when the lease ends, where it waits for the next one by
 * itself. Attempt and eta together are the token: each lease has another attempt, each change of a lease another eta. All of it is written through to the disk, so that no token is given
 * twice. One call at a time for each queue, under the lock of claims.
 */
final class PullLeases {

    private final OpenTasks tasks;

    PullLeases(OpenTasks tasks) {
        this.tasks = tasks;
    }

    List<TaskLease> lease(LeaseRequest request, Consumer<TaskRow> listener) {
        List<TaskRow> buried = new ArrayList<>(0);
        try {
            return lease(request, buried);
        } finally {
            buried.forEach(listener); // without the lock
        }
    }

    private List<TaskLease> lease(LeaseRequest request, List<TaskRow> buried) {
        QueueState queue = tasks.known(request.queue());
        if (queue == null || queue.stored() == 0 || queue.isPaused()) {
            return List.of();
        }
        List<TaskLease> leases = new ArrayList<>();
        queue.claiming.lock();
        try {
            boolean more = !queue.isPaused(); // asked once more, now that no pause can come in between
            while (more && leases.size() < request.max()) {
                int wanted = request.max() - leases.size();
                List<Claim> claims = request.tag() == null
                        ? new TaskClaims(tasks).takeDue(queue, wanted, request.now())
                        : takeTagged(queue, request.tag(), wanted, request.now());
                write(queue, claims, request, leases, buried);
                // As many as were wanted, but some of them buried: there may be others.
                more = claims.size() == wanted;
            }
        } finally {
            queue.claiming.unlock();
        }
        return leases;
    }

    @Nullable
    TaskLease modify(TaskLease lease, long now, long until) {
        QueueState queue = tasks.known(lease.task().queue());
        if (queue == null) {
            return null;
        }
        queue.claiming.lock();
        try {
            TaskRow task = owned(queue, lease);
            if (task == null || task.eta() <= now) {
                return null;
            }
            TaskWork work = tasks.newWork();
            TaskRow changed = with(task, until);
            work.moveBack(queue, new Claim(task, 0), until);
            work.progress(queue, task.id(), progress(changed));
            tasks.submit(work, OrderedStore.Sync.DURABLE);
            return new TaskLease(changed, lease.token());
        } finally {
            queue.claiming.unlock();
        }
    }

    boolean delete(TaskLease lease, TaskFollowing following) {
        QueueState queue = tasks.known(lease.task().queue());
        if (queue == null) {
            return false;
        }
        queue.claiming.lock();
        try {
            TaskRow task = owned(queue, lease);
            if (task == null) {
                return false;
            }
            TaskWork work = tasks.newWork();
            work.remove(queue, new Claim(task, 0));
            tasks.names().release(queue, task.name(), work);
            tasks.follow(following, task, work);
            tasks.submit(work, OrderedStore.Sync.DURABLE);
            return true;
        } finally {
            queue.claiming.unlock();
        }
    }

    @Nullable
    String firstTag(String name, long now) {
        QueueState queue = tasks.known(name);
        if (queue == null || queue.stored() == 0 || queue.isPaused()) {
            return null;
        }
        new QueueHeads(tasks).loadMarks(queue);
        try (OrderedTransaction reader = OrderedTransaction.begin(tasks.store(), TransactionMode.READ_ONLY)) {
            for (var mark : queue.marks().entrySet()) {
                Place first = reader.read(view -> QueueHeads.firstWaiting(queue, view, mark.getKey(), mark.getValue()));
                TaskRow task =
                        first == null || first.eta() > now ? null : new StoredTasks(tasks).find(queue, first.id());
                if (task != null) {
                    return task.traits().tag() == null ? "" : task.traits().tag();
                }
            }
            return null;
        }
    }

    private void write(
            QueueState queue, List<Claim> claims, LeaseRequest request, List<TaskLease> leases, List<TaskRow> buried) {
        if (claims.isEmpty()) {
            return;
        }
        TaskWork work = tasks.newWork();
        List<TaskLease> leased = new ArrayList<>(claims.size());
        List<TaskRow> dead = new ArrayList<>(0);
        for (Claim claim : claims) {
            TaskRow task = claim.task;
            int before = task.attempts() - 1;
            if (before >= request.maxLeases()) {
                String error = "It was leased " + before + " times and never deleted.";
                TaskFormat.Progress last = new TaskFormat.Progress(before, task.firstAttempt(), task.eta(), error);
                TaskRow died = TaskFormat.with(task, last);
                tasks.bury(queue, claim, died, DeadTask.Reason.RETRIES_EXHAUSTED, work);
                dead.add(died);
            } else {
                TaskRow moved = with(task, request.until());
                work.reserve(queue, claim);
                work.moveBack(queue, claim, request.until());
                work.progress(queue, task.id(), progress(moved));
                leased.add(new TaskLease(moved, moved.attempts()));
            }
        }
        try {
            tasks.submit(work, OrderedStore.Sync.DURABLE);
        } catch (RuntimeException | Error e) {
            TaskClaims.release(queue, claims);
            throw e;
        }
        leases.addAll(leased);
        buried.addAll(dead);
    }

    private List<Claim> takeTagged(QueueState queue, String tag, int max, long now) {
        List<Long> ids = new ArrayList<>();
        try (OrderedTransaction reader = OrderedTransaction.begin(tasks.store(), TransactionMode.READ_ONLY)) {
            reader.read(view -> {
                try (OrderedStore.Rows rows = view.rows(
                        TaskKeys.tag(queue.key, tag, Place.FIRST),
                        TaskKeys.tag(queue.key, tag, new Place(now + 1, 0)),
                        ScanDirection.ASCENDING)) {
                    while (ids.size() < max && rows.next()) {
                        ids.add(TaskKeys.placeOfTag(rows.key(), rows.keyLength())
                                .id());
                    }
                    return ids;
                }
            });
        }
        List<Claim> claims = new ArrayList<>(ids.size());
        for (Long id : ids) {
            TaskRow task = new StoredTasks(tasks).find(queue, id);
            if (task != null) {
                long first = task.firstAttempt() == 0 ? now : task.firstAttempt();
                TaskFormat.Progress begun =
                        new TaskFormat.Progress(task.attempts() + 1, first, task.eta(), task.lastError());
                Claim claim = new Claim(TaskFormat.with(task, begun), tasks.nextToken());
                if (queue.claim(claim)) {
                    claims.add(claim);
                }
            }
        }
        return claims;
    }

    /** The task of a lease, if nobody has leased it since. */
    private @Nullable TaskRow owned(QueueState queue, TaskLease lease) {
        TaskRow task = new StoredTasks(tasks).find(queue, lease.task().id());
        return task == null
                        || queue.isRunning(task.id())
                        || task.attempts() == 0
                        || task.attempts() != lease.token()
                        || task.eta() != lease.task().eta()
                ? null
                : task;
    }

    private static TaskRow with(TaskRow task, long eta) {
        return TaskFormat.with(
                task, new TaskFormat.Progress(task.attempts(), task.firstAttempt(), eta, task.lastError()));
    }

    private static TaskFormat.Progress progress(TaskRow task) {
        return new TaskFormat.Progress(task.attempts(), task.firstAttempt(), task.eta(), task.lastError());
    }
}
