package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.Changes;
import dev.kindred.datastore.store.TaskChange;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TaskTraits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A commit that adds tasks and does nothing else, none with a name, a key or a tag: what almost every call of a deferred method is. It reads nothing and meets nobody, so that it need not be serializable,
 * and is one statement, which is a transaction by itself.
 */
final class PlainAdds {

    private static final String COLUMNS =
            ".task (id, queue, state, priority, eta, attempts, created, first_attempt, payload, headers)";

    private static final String MANY = " select i, q, 0, p, e, 0, c, 0, d, h from unnest(?::bigint[], ?::text[],"
            + " ?::smallint[], ?::bigint[], ?::bigint[], ?::bytea[], ?::text[]) x(i, q, p, e, c, d, h)";

    private PlainAdds() {}

    static boolean are(Changes changes) {
        return changes.puts().isEmpty()
                && changes.deletes().isEmpty()
                && changes.indexPuts().isEmpty()
                && changes.indexDeletes().isEmpty()
                && changes.counters().isEmpty()
                && !changes.tasks().isEmpty()
                && changes.tasks().stream()
                        .allMatch(change -> change instanceof TaskChange.Add add && isPlain(add.task()));
    }

    private static boolean isPlain(TaskRow task) {
        return task.name() == null
                && task.traits().equals(TaskTraits.NONE)
                && task.attempts() == 0
                && task.firstAttempt() == 0
                && task.lastError() == null;
    }

    /** The statement; its reader gets the version. */
    static Script script(Server server, Node.Slot slot, long sequence, List<TaskChange> changes, Script.Rows version) {
        List<TaskRow> added = changes.stream().map(PlainAdds::added).toList();
        Map<String, Long> numbers = new TreeMap<>();
        added.forEach(task -> numbers.merge(task.queue(), 1L, Long::sum));
        String schema = server.schema();
        List<String> queues = List.copyOf(numbers.keySet());
        return new Script()
                .query(
                        "with slot as (" + Commit.countingOn(schema) + "), counted as (" + TaskCounts.adding(schema)
                                + "), added as (insert into " + schema + COLUMNS
                                + (added.size() == 1 ? " values (?, ?, 0, ?, ?, 0, ?, 0, ?, ?)" : MANY) + ") select "
                                + server.versions().ofThisTransaction(),
                        version,
                        arguments(slot, sequence, queues, numbers, added));
    }

    private static Object[] arguments(
            Node.Slot slot, long sequence, List<String> queues, Map<String, Long> numbers, List<TaskRow> added) {
        List<Object> all = new ArrayList<>(List.of(
                slot.id(),
                sequence,
                slot.id(),
                queues.toArray(String[]::new),
                queues.stream().map(numbers::get).toArray(Long[]::new),
                queues.stream().map(queue -> 0L).toArray(Long[]::new)));
        all.addAll(List.of(added.size() == 1 ? one(added.get(0)) : many(added)));
        return all.toArray();
    }

    private static Object[] one(TaskRow task) {
        return new Object[] {
            task.id(),
            task.queue(),
            task.priority(),
            task.eta(),
            task.created(),
            task.payload(),
            TaskColumns.text(task.headers())
        };
    }

    private static Object[] many(List<TaskRow> tasks) {
        return new Object[] {
            TaskColumns.longs(tasks, TaskRow::id),
            TaskColumns.texts(tasks, TaskRow::queue),
            TaskColumns.integers(tasks, TaskRow::priority),
            TaskColumns.longs(tasks, TaskRow::eta),
            TaskColumns.longs(tasks, TaskRow::created),
            tasks.stream().map(TaskRow::payload).toArray(byte[][]::new),
            TaskColumns.texts(tasks, task -> TaskColumns.text(task.headers()))
        };
    }

    private static TaskRow added(TaskChange change) {
        TaskRow task = ((TaskChange.Add) change).task();
        PostgresTasks.check(task);
        return task;
    }
}
