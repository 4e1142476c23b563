package dev.kindred.datastore.engine.ordered;

import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.ScanDirection;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TransactionMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads tasks and dead letters as they are on the disk, whether they run or not. */
final class StoredTasks {

    private final OpenTasks tasks;

    StoredTasks(OpenTasks tasks) {
        this.tasks = tasks;
    }

    private interface ById {
        void accept(long id, byte[] value);
    }

    @Nullable
    TaskRow find(QueueState queue, long id) {
        try (OrderedTransaction reader = OrderedTransaction.begin(tasks.store(), TransactionMode.READ_ONLY)) {
            return reader.read(view -> {
                byte[] value = view.get(TaskKeys.byId(Layout.TASK, queue.key, id));
                byte[] progress = view.get(TaskKeys.byId(Layout.TASK_PROGRESS, queue.key, id));
                return value == null ? null : TaskFormat.task(queue.name, id, value, progress);
            });
        }
    }

    @Nullable
    DeadTask findDead(QueueState queue, long id) {
        try (OrderedTransaction reader = OrderedTransaction.begin(tasks.store(), TransactionMode.READ_ONLY)) {
            return reader.read(view -> {
                byte[] value = view.get(TaskKeys.byId(Layout.TASK_DEAD, queue.key, id));
                return value == null ? null : TaskFormat.dead(queue.name, id, value);
            });
        }
    }

    List<TaskRow> list(String name, long afterId, int limit) {
        byte[] key = TaskKeys.text(name);
        List<TaskRow> listed = new ArrayList<>();
        try (OrderedTransaction reader = OrderedTransaction.begin(tasks.store(), TransactionMode.READ_ONLY)) {
            reader.read(view -> {
                List<Long> ids = new ArrayList<>();
                List<byte[]> values = new ArrayList<>();
                List<byte[]> progress = new ArrayList<>();
                scanById(view, Layout.TASK, key, afterId, limit, (id, value) -> {
                    ids.add(id);
                    values.add(value);
                    progress.add(TaskKeys.byId(Layout.TASK_PROGRESS, key, id));
                });
                List<byte @Nullable []> found = view.getAll(progress);
                for (int i = 0; i < ids.size(); i++) {
                    listed.add(TaskFormat.task(name, ids.get(i), values.get(i), found.get(i)));
                }
                return listed;
            });
        }
        return listed;
    }

    List<DeadTask> dead(String name, long afterId, int limit) {
        byte[] key = TaskKeys.text(name);
        List<DeadTask> dead = new ArrayList<>();
        try (OrderedTransaction reader = OrderedTransaction.begin(tasks.store(), TransactionMode.READ_ONLY)) {
            reader.read(view -> {
                scanById(
                        view,
                        Layout.TASK_DEAD,
                        key,
                        afterId,
                        limit,
                        (id, value) -> dead.add(TaskFormat.dead(name, id, value)));
                return dead;
            });
        }
        return dead;
    }

    private static void scanById(
            OrderedStore.View view, byte rowClass, byte[] queue, long afterId, int limit, ById visitor) {
        try (OrderedStore.Rows rows = view.rows(
                TaskKeys.byId(rowClass, queue, afterId + 1),
                TaskKeys.endOfQueue(rowClass, queue),
                ScanDirection.ASCENDING)) {
            for (int left = limit; left > 0 && rows.next(); left--) {
                visitor.accept(Layout.readLong(rows.key(), 1 + queue.length), rows.value());
            }
        }
    }
}
