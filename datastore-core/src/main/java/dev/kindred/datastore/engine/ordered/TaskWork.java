package dev.kindred.datastore.engine.ordered;

import dev.kindred.datastore.engine.ordered.QueueState.Claim;
import dev.kindred.datastore.engine.ordered.TaskKeys.Place;
import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.TaskRow;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The task side of one commit: adds rows to its batch, and knows what to do in memory once it is committed, or if it is not. For one thread.
 */
final class TaskWork {

    private static final byte[] NOTHING = {};

    private record Added(QueueState queue, int rank, Place place) {}

    private record Reserved(QueueState queue, Claim claim) {}

    private final Batch batch;
    private final WrittenKeys keys;
    private final List<QueueDelta> deltas = new ArrayList<>(2);
    private final List<Added> added = new ArrayList<>(2);
    private final List<Reserved> reserved = new ArrayList<>(2);
    private final List<Reserved> borrowed = new ArrayList<>(0);
    private final List<KeyChange> keyChanges = new ArrayList<>(0);

    TaskWork(Batch batch, WrittenKeys keys) {
        this.batch = batch;
        this.keys = keys;
    }

    Batch batch() {
        return batch;
    }

    WrittenKeys keys() {
        return keys;
    }

    /** Gives the request all that the leader has to do for it. */
    void hand(CommitRequest request) {
        request.deltas = deltas;
        request.keyChanges = keyChanges;
    }

    void add(QueueState queue, TaskRow task) {
        Place place = new Place(task.eta(), task.id());
        int rank = QueueState.rank(task.priority());
        batch.put(TaskKeys.byId(Layout.TASK, queue.key, task.id()), TaskFormat.task(task));
        if (task.attempts() != 0 || task.firstAttempt() != 0 || task.lastError() != null) {
            progress(
                    queue,
                    task.id(),
                    new TaskFormat.Progress(task.attempts(), task.firstAttempt(), task.eta(), task.lastError()));
        }
        deltas.add(new QueueDelta(queue, 1, 0));
        if (task.traits().concurrencyKey() != null) {
            keyChanges.add(new KeyChange(this, queue, task, place));
        } else {
            batch.put(TaskKeys.ready(queue.key, rank, place), NOTHING);
            added(queue, rank, place);
        }
        putTag(queue, task, place);
    }

    /** A task may be claimed; also called by the leader. */
    void added(QueueState queue, int rank, Place place) {
        added.add(new Added(queue, rank, place));
    }

    void takeUnique(byte[] row, long id) {
        batch.put(row, TaskFormat.liveName(id));
        keys.put(row);
    }

    private void putTag(QueueState queue, TaskRow task, Place place) {
        String tag = task.traits().tag();
        if (tag != null) {
            batch.put(TaskKeys.tag(queue.key, tag, place), NOTHING);
        }
    }

    private void deleteTag(QueueState queue, Claim claim) {
        String tag = claim.task.traits().tag();
        if (tag != null) {
            batch.delete(TaskKeys.tag(queue.key, tag, claim.place()));
        }
    }

    void takeName(QueueState queue, String name, long id) {
        byte[] row = TaskKeys.name(queue.key, name);
        batch.put(row, TaskFormat.liveName(id));
        keys.put(row);
    }

    /** The name may be used again from a time on. */
    void releaseName(QueueState queue, @Nullable String name, long until, long now) {
        if (name == null) {
            return;
        }
        byte[] row = TaskKeys.name(queue.key, name);
        if (until > now) {
            batch.put(row, TaskFormat.tombstone(until));
            batch.put(TaskKeys.nameExpiry(until, row), NOTHING);
            keys.put(row);
        } else {
            batch.delete(row);
            keys.delete(row);
        }
    }

    void reserve(QueueState queue, Claim claim) {
        reserved.add(new Reserved(queue, claim));
    }

    /** The same for a task that waits, and does so again if this is not committed. */
    void borrow(QueueState queue, Claim claim) {
        reserve(queue, claim);
        borrowed.add(new Reserved(queue, claim));
    }

    /** The task is done, or dead. */
    void remove(QueueState queue, Claim claim) {
        long id = claim.task.id();
        batch.delete(TaskKeys.byId(Layout.TASK, queue.key, id));
        batch.delete(TaskKeys.byId(Layout.TASK_PROGRESS, queue.key, id));
        batch.delete(TaskKeys.ready(queue.key, claim.rank(), claim.place()));
        deltas.add(new QueueDelta(queue, -1, 0));
        deleteTag(queue, claim);
        String unique = claim.task.traits().uniqueKey();
        if (unique != null) {
            byte[] row = TaskKeys.unique(queue.key, unique);
            batch.delete(row);
            keys.delete(row);
        }
        if (claim.task.traits().concurrencyKey() != null) {
            keyChanges.add(new KeyChange(this, queue, claim.task, null));
        }
    }

    /** Puts a task in the place of a waiting one that is always among the ready ones. */
    void replace(QueueState queue, Claim claim, TaskRow task) {
        Place place = new Place(task.eta(), task.id());
        int rank = QueueState.rank(task.priority());
        batch.put(TaskKeys.byId(Layout.TASK, queue.key, task.id()), TaskFormat.task(task));
        batch.delete(TaskKeys.byId(Layout.TASK_PROGRESS, queue.key, task.id()));
        batch.delete(TaskKeys.ready(queue.key, claim.rank(), claim.place()));
        batch.put(TaskKeys.ready(queue.key, rank, place), NOTHING);
        deleteTag(queue, claim);
        putTag(queue, task, place);
        added(queue, rank, place);
    }

    void bury(QueueState queue, DeadTask dead) {
        batch.put(TaskKeys.byId(Layout.TASK_DEAD, queue.key, dead.task().id()), TaskFormat.dead(dead));
        deltas.add(new QueueDelta(queue, 0, 1));
    }

    void removeDead(QueueState queue, long id) {
        batch.delete(TaskKeys.byId(Layout.TASK_DEAD, queue.key, id));
        deltas.add(new QueueDelta(queue, 0, -1));
    }

    void progress(QueueState queue, long id, TaskFormat.Progress progress) {
        batch.put(TaskKeys.byId(Layout.TASK_PROGRESS, queue.key, id), progress.encoded());
    }

    void moveBack(QueueState queue, Claim claim, long eta) {
        batch.delete(TaskKeys.ready(queue.key, claim.rank(), claim.place()));
        Place place = new Place(eta, claim.task.id());
        batch.put(TaskKeys.ready(queue.key, claim.rank(), place), NOTHING);
        added(queue, claim.rank(), place);
        deleteTag(queue, claim);
        putTag(queue, claim.task, place);
    }

    /** Puts back without moving. */
    void leave(QueueState queue, Claim claim) {
        added.add(new Added(queue, claim.rank(), claim.place()));
    }

    /** After the commit. First the end, then the new beginning: a task that is put back must not be taken for one that still runs. */
    Set<String> committed() {
        for (Reserved each : reserved) {
            each.queue().ended(each.claim());
        }
        Set<String> queues = new LinkedHashSet<>(2);
        for (Added each : added) {
            each.queue().added(each.rank(), each.place());
            queues.add(each.queue().name);
        }
        return queues;
    }

    /** Returns the queues in which tasks wait again. */
    Set<String> notCommitted() {
        for (Reserved each : reserved) {
            each.queue().giveBack(each.claim());
        }
        Set<String> queues = new LinkedHashSet<>(0);
        for (Reserved each : borrowed) {
            TaskClaims.release(each.queue(), List.of(each.claim()));
            queues.add(each.queue().name);
        }
        // Once: what was given back may be somebody else's by now.
        reserved.clear();
        borrowed.clear();
        return queues;
    }
}
