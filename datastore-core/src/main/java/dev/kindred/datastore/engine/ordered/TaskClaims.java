package dev.kindred.datastore.engine.ordered;

import dev.kindred.datastore.engine.ordered.QueueState.Claim;
import dev.kindred.datastore.engine.ordered.TaskKeys.Place;
import dev.kindred.datastore.store.ScanDirection;
import dev.kindred.datastore.store.StoreException;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TransactionMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes due tasks run: in memory, but for the counted attempt. */
final class TaskClaims {

    private final OpenTasks tasks;

    TaskClaims(OpenTasks tasks) {
        this.tasks = tasks;
    }

    List<TaskLease> claim(String name, int max, long now) {
        QueueState queue = tasks.known(name);
        if (queue == null || queue.stored() == 0 || queue.isPaused()) {
            return List.of();
        }
        tasks.names().sweep();
        List<Claim> claims = takeDue(queue, max, now);
        if (claims.isEmpty()) {
            return List.of();
        }
        countAttempts(queue, claims);
        List<TaskLease> leases = new ArrayList<>(claims.size());
        for (Claim claim : claims) {
            leases.add(new TaskLease(claim.task, claim.token));
        }
        return leases;
    }

    /** Makes due tasks run, in memory. */
    List<Claim> takeDue(QueueState queue, int max, long now) {
        List<Claim> claims = new ArrayList<>();
        queue.claiming.lock();
        try {
            if (queue.isPaused()) { // since it was asked for
                return List.of();
            }
            new QueueHeads(tasks).loadMarks(queue);
            Map<Integer, Place> marks = queue.beginClaim();
            Map<Integer, Place> reached = new HashMap<>();
            boolean taken = false;
            try (OrderedTransaction snapshot = OrderedTransaction.begin(tasks.store(), TransactionMode.READ_ONLY)) {
                take(queue, snapshot, max, now, marks, reached, claims);
                taken = true;
            } finally {
                // What could not be read waits as before: the marks must not have passed it, nor may a part of it run.
                queue.endClaim(taken ? reached : Map.of());
                if (!taken) {
                    release(queue, claims);
                }
            }
        } finally {
            queue.claiming.unlock();
        }
        return claims;
    }

    private void take(
            QueueState queue,
            OrderedTransaction snapshot,
            int max,
            long now,
            Map<Integer, Place> marks,
            Map<Integer, Place> reached,
            List<Claim> claims) {
        snapshot.read(view -> {
            List<Place> places = new ArrayList<>();
            for (Map.Entry<Integer, Place> mark : marks.entrySet()) {
                if (places.size() == max) {
                    break;
                }
                int rank = mark.getKey();
                try (OrderedStore.Rows rows = view.rows(
                        TaskKeys.ready(queue.key, rank, mark.getValue()),
                        TaskKeys.ready(queue.key, rank, new Place(now + 1, 0)),
                        ScanDirection.ASCENDING)) {
                    while (places.size() < max && rows.next()) {
                        Place place = TaskKeys.placeOf(rows.key(), queue.key);
                        reached.put(rank, place.next());
                        if (!queue.isRunning(place.id())) {
                            places.add(place);
                        }
                    }
                }
            }
            RowsById stored = RowsById.read(view, Layout.TASK, queue.key, places);
            RowsById progress = RowsById.read(view, Layout.TASK_PROGRESS, queue.key, places);
            for (Place place : places) {
                byte[] value = stored.value(place.id());
                if (value == null) {
                    throw new StoreException(
                            "Queue \"" + queue.name + "\" has no task " + place.id() + " although it is to run");
                }
                TaskRow task = TaskFormat.task(queue.name, place.id(), value, progress.value(place.id()));
                TaskRow begun = TaskFormat.with(
                        task,
                        new TaskFormat.Progress(
                                task.attempts() + 1,
                                task.firstAttempt() == 0 ? now : task.firstAttempt(),
                                place.eta(),
                                task.lastError()));
                Claim claim = new Claim(begun, tasks.nextToken());
                if (queue.claim(claim)) {
                    claims.add(claim);
                }
            }
            return claims;
        });
    }

    private void countAttempts(QueueState queue, List<Claim> claims) {
        TaskWork work = tasks.newWork();
        for (Claim claim : claims) {
            TaskRow task = claim.task;
            work.progress(
                    queue,
                    task.id(),
                    new TaskFormat.Progress(task.attempts(), task.firstAttempt(), task.eta(), task.lastError()));
        }
        try {
            tasks.submit(work, OrderedStore.Sync.PROCESS);
        } catch (RuntimeException | Error e) {
            release(queue, claims);
            throw e;
        }
    }

    /** Lets tasks wait as before, since nothing was written. */
    static void release(QueueState queue, List<Claim> claims) {
        for (Claim claim : claims) {
            queue.ended(claim);
            queue.added(claim.rank(), claim.place());
        }
    }
}
