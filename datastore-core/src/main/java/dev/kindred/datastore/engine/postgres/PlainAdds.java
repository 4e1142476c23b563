package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.Changes;
import dev.kindred.datastore.store.TaskChange;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TaskTraits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A commit that adds tasks and does nothing else, none with a name, a key or a tag: what almost every call of a deferred method is. It reads nothing and meets nobody, so that it need not be serializable,
 * and is one statement, which is a transaction by itself.
 *
 * <p>A task for which a worker waits here is stored as claimed by this process: under the conditions under which it could be claimed, or else it waits like others.
 */
final class PlainAdds {

    private static final String COLUMNS =
            ".task (id, queue, state, priority, eta, attempts, created, first_attempt, payload, headers";

    private static final String MANY = ") select i, q, 0, p, e, 0, c, 0, d, h from unnest(?::bigint[], ?::text[],"
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

    /**
     * The statement.
     *
     * @param version gets the version
     */
    static Script script(Server server, Node.Slot slot, long sequence, List<PlainAdd> adds, LongConsumer version) {
        List<TaskRow> added = adds.stream().map(PlainAdd::task).toList();
        Map<String, Long> numbers = new TreeMap<>();
        added.forEach(task -> numbers.merge(task.queue(), 1L, Long::sum));
        String schema = server.schema();
        List<String> queues = List.copyOf(numbers.keySet());
        List<@Nullable Object> arguments = new ArrayList<>(List.of(
                slot.id(),
                sequence,
                slot.id(),
                queues.toArray(String[]::new),
                queues.stream().map(numbers::get).toArray(Long[]::new),
                queues.stream().map(queue -> 0L).toArray(Long[]::new)));
        String head = "with slot as (" + Commit.countingOn(schema) + "), counted as (" + TaskCounts.adding(schema)
                + "), added as (insert into " + schema + COLUMNS;
        String tail = ") select " + server.versions().ofThisTransaction();
        if (adds.stream().anyMatch(PlainAdd::hasPlace)) {
            addClaimed(arguments, slot.owner(), adds, added);
            return new Script()
                    .query(
                            head + claimed(schema) + " returning id, state" + tail
                                    + ", array(select id from added where state = 1)",
                            rows -> {
                                rows.next();
                                version.accept(rows.getLong(1));
                                Set<Long> leased =
                                        Set.of((Long[]) rows.getArray(2).getArray());
                                adds.forEach(add -> add.leased(leased));
                            },
                            arguments.toArray());
        }
        arguments.addAll(List.of(added.size() == 1 ? one(added.get(0)) : many(added)));
        return new Script()
                .query(
                        head + (added.size() == 1 ? ") values (?, ?, 0, ?, ?, 0, ?, 0, ?, ?)" : MANY) + tail,
                        rows -> {
                            rows.next();
                            version.accept(rows.getLong(1));
                        },
                        arguments.toArray());
    }

    /** The end of an insertion, of tasks some of which are claimed. Takes the number and the epoch of this process twice, and the tasks in between. */
    private static String claimed(String schema) {
        return ", token, node, epoch) select i, q, s, p, e, s, c, case s when 1 then b else 0 end, d, h,"
                + " case s when 1 then t end, case s when 1 then ?::integer end, case s when 1 then ?::bigint end"
                + " from (select x.*, case when x.t is not null and not exists (select 1 from " + schema
                + ".queue_pause u where u.queue = x.q) and exists (select 1 from " + schema
                + ".node where id = ? and epoch = ? and alive_until >= " + Node.NOW + ") then 1 else 0 end s"
                + " from unnest(?::bigint[], ?::text[], ?::smallint[], ?::bigint[], ?::bigint[], ?::bytea[], ?::text[],"
                + " ?::bigint[], ?::bigint[]) x(i, q, p, e, c, d, h, b, t) offset 0) y";
    }

    private static void addClaimed(
            List<@Nullable Object> arguments, Node node, List<PlainAdd> adds, List<TaskRow> added) {
        arguments.addAll(List.of(node.id(), node.epoch(), node.id(), node.epoch()));
        arguments.addAll(List.of(many(added)));
        List<@Nullable TaskLease> leases = adds.stream().map(PlainAdd::lease).collect(Collectors.toList());
        arguments.add(leases.stream()
                .map(lease -> lease == null ? null : lease.task().firstAttempt())
                .toArray(Long[]::new));
        arguments.add(leases.stream()
                .map(lease -> lease == null ? null : lease.token())
                .toArray(Long[]::new));
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
}
