package dev.kindred.datastore.engine.ordered;

import dev.kindred.datastore.engine.ordered.TaskKeys.Place;
import dev.kindred.datastore.store.ScanDirection;
import dev.kindred.datastore.store.TaskRow;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets tasks with a concurrency key into their queue, in the order in which they were added, as many at a time as are allowed for the key. The others wait in rows of their own, apart
 * from the ready ones: a claim never meets them, so that a million tasks of one key hold up no task of another, and nothing of them is in memory.
 *
 * <p>A task is <em>in</em> from when it is let in until it is done, deleted or a dead letter: while it waits for its eta, runs, or waits to be tried again. How many are in is a row for each
 * key; there is none while nobody is. Invariant: if a task of a key waits outside, as many as were allowed when it came are in.
 *
 * <p>Who writes a group of commits decides, and nobody else: it sees all that come and go, one after the other, and writes the decision in the same batch.
 */
final class ConcurrencyKeys {

    private final OrderedStore store;

    ConcurrencyKeys(OrderedStore store) {
        this.store = store;
    }

    void write(List<CommitRequest> passed, Batch batch) {
        Map<String, List<KeyChange>> groups = null;
        for (CommitRequest request : passed) {
            for (KeyChange change : request.keyChanges) {
                groups = groups == null ? new LinkedHashMap<>() : groups;
                groups.computeIfAbsent(change.group(), group -> new ArrayList<>())
                        .add(change);
            }
        }
        if (groups != null) {
            groups.values().forEach(changes -> decide(changes, batch));
        }
    }

    private void decide(List<KeyChange> changes, Batch batch) {
        KeyChange any = changes.get(0);
        byte[] queue = any.queue().key;
        byte[] key = TaskKeys.text(String.valueOf(any.task().traits().concurrencyKey()));
        byte[] row = Layout.row(Layout.TASK_KEY_IN, queue, key);
        byte @Nullable [] stored = store.get(row);
        long before = stored == null ? 0 : Layout.readLong(stored, 0);
        long in = before;
        int allowed = 1;
        Set<Long> gone = new HashSet<>();
        for (KeyChange change : changes) {
            allowed = change.task().traits().perKey();
            if (change.entered() == null) {
                byte[] outside = TaskKeys.byId(
                        Layout.TASK_KEY_OUTSIDE, queue, key, change.task().id());
                if (store.get(outside) != null) {
                    batch.delete(outside);
                    gone.add(change.task().id());
                } else {
                    in--;
                }
            }
        }
        // While nobody is in, nobody waits outside.
        if (before > 0 && in < allowed) {
            in += letIn(any, key, allowed - in, gone, batch);
        }
        for (KeyChange change : changes) {
            Place place = change.entered();
            if (place != null && in < allowed) {
                in++;
                ready(
                        change.work(),
                        change.queue(),
                        QueueState.rank(change.task().priority()),
                        place,
                        batch);
            } else if (place != null) {
                batch.put(
                        TaskKeys.byId(
                                Layout.TASK_KEY_OUTSIDE,
                                queue,
                                key,
                                change.task().id()),
                        outside(change.task(), place));
            }
        }
        if (in > 0) {
            batch.put(row, TaskKeys.number(in));
        } else {
            batch.delete(row);
        }
    }

    /** Lets in those that have waited outside longest; returns how many there were. */
    private int letIn(KeyChange any, byte[] key, long free, Set<Long> gone, Batch batch) {
        byte[] queue = any.queue().key;
        int found = 0;
        try (OrderedStore.View view = store.view();
                OrderedStore.Rows rows = view.rows(
                        TaskKeys.byId(Layout.TASK_KEY_OUTSIDE, queue, key, 0),
                        TaskKeys.byId(Layout.TASK_KEY_OUTSIDE, queue, key, -1),
                        ScanDirection.ASCENDING)) {
            while (found < free && rows.next()) {
                long id = Layout.readLong(rows.key(), 1 + queue.length + key.length);
                if (!gone.contains(id)) {
                    byte[] value = rows.value();
                    batch.delete(TaskKeys.byId(Layout.TASK_KEY_OUTSIDE, queue, key, id));
                    ready(any.work(), any.queue(), value[0] & 0xFF, new Place(Layout.readLong(value, 1), id), batch);
                    found++;
                }
            }
        }
        return found;
    }

    private static void ready(TaskWork work, QueueState queue, int rank, Place place, Batch batch) {
        batch.put(TaskKeys.ready(queue.key, rank, place), Layout.NOTHING);
        work.added(queue, rank, place);
    }

    private static byte[] outside(TaskRow task, Place place) {
        byte[] value = new byte[1 + Long.BYTES];
        value[0] = (byte) QueueState.rank(task.priority());
        Layout.writeLong(value, 1, place.eta());
        return value;
    }
}
