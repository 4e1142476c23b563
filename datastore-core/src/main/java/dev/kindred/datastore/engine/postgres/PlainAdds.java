package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.Changes;
import dev.kindred.datastore.store.TaskChange;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TaskTraits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongConsumer;
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

    private static final String ONE = ") values (?, ?, 0, ?, ?, 0, ?, 0, ?, ?)";

    private static final String MANY = ") select i, q, 0, p, e, 0, c, 0, d, h from unnest(?::bigint[], ?::text[],"
            + " ?::smallint[], ?::bigint[], ?::bigint[], ?::bytea[], ?::text[]) x(i, q, p, e, c, d, h)";

    /** Of tasks that differ in nothing but what they do, as those of one call do. */
    private static final String ALIKE =
            ") select i, ?, 0, ?, ?, 0, ?, 0, d, ? from unnest(?::bigint[], ?::bytea[]) x(i, d)";

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
     * The statement. A single task, the usual case, comes without arrays: by the lengths of arrays the server may think that a plan made for them alone is worth its while, each time.
     *
     * @param version gets the version
     */
    static Script script(Server server, Node.Slot slot, long sequence, List<PlainAdd> adds, LongConsumer version) {
        List<TaskRow> added = adds.stream().map(PlainAdd::task).toList();
        boolean claims = adds.stream().anyMatch(PlainAdd::hasPlace);
        List<@Nullable Object> arguments = new ArrayList<>(List.of(slot.id(), sequence));
        StringBuilder text = new StringBuilder(1_000)
                .append("with slot as (")
                .append(Commit.countingOn(server.schema()))
                .append("), counted as (")
                .append(counting(server.schema(), slot, added, arguments))
                .append("), added as (insert into ")
                .append(server.schema())
                .append(COLUMNS);
        if (!claims) {
            addWaiting(text, arguments, added);
        } else if (adds.size() == 1) {
            text.append(oneClaimed(server.schema()));
            addOneClaimed(arguments, adds.get(0), slot.owner());
        } else {
            text.append(manyClaimed(server.schema()));
            addManyClaimed(arguments, adds, added, slot.owner());
        }
        text.append(claims ? " returning id, state) select " : ") select ")
                .append(server.versions().ofThisTransaction());
        if (claims) {
            text.append(", array(select id from added where state = 1)");
        }
        return new Script()
                .query(
                        text.toString(),
                        rows -> {
                            rows.next();
                            version.accept(rows.getLong(1));
                            if (claims) {
                                Set<Long> claimed =
                                        Set.of((Long[]) rows.getArray(2).getArray());
                                adds.forEach(add -> add.leased(claimed));
                            }
                        },
                        arguments.toArray());
    }

    private static void addWaiting(StringBuilder text, List<@Nullable Object> arguments, List<TaskRow> added) {
        if (added.size() == 1) {
            text.append(ONE);
            arguments.addAll(List.of(one(added.get(0))));
        } else if (areAlike(added)) {
            text.append(ALIKE);
            TaskRow first = added.get(0);
            arguments.addAll(List.of(
                    first.queue(),
                    first.priority(),
                    first.eta(),
                    first.created(),
                    TaskColumns.text(first.headers()),
                    TaskColumns.longs(added, TaskRow::id),
                    payloads(added)));
        } else {
            text.append(MANY);
            arguments.addAll(List.of(many(added)));
        }
    }

    private static boolean areAlike(List<TaskRow> tasks) {
        TaskRow first = tasks.get(0);
        for (TaskRow task : tasks) {
            if (task.eta() != first.eta()
                    || task.created() != first.created()
                    || task.priority() != first.priority()
                    || !task.queue().equals(first.queue())
                    || !task.headers().equals(first.headers())) {
                return false;
            }
        }
        return true;
    }

    private static byte[][] payloads(List<TaskRow> tasks) {
        return tasks.stream().map(TaskRow::payload).toArray(byte[][]::new);
    }

    private static String counting(
            String schema, Node.Slot slot, List<TaskRow> added, List<@Nullable Object> arguments) {
        Map<String, Long> numbers = new TreeMap<>();
        added.forEach(task -> numbers.merge(task.queue(), 1L, Long::sum));
        if (numbers.size() == 1) {
            arguments.addAll(List.of(added.get(0).queue(), slot.id(), (long) added.size()));
            return TaskCounts.addingToOne(schema);
        }
        List<Map.Entry<String, Long>> all = List.copyOf(numbers.entrySet());
        arguments.addAll(List.of(
                slot.id(),
                TaskColumns.texts(all, Map.Entry::getKey),
                TaskColumns.longs(all, Map.Entry::getValue),
                TaskColumns.longs(all, number -> 0L)));
        return TaskCounts.adding(schema);
    }

    /** The end of an insertion, of a task that is claimed if it may be. */
    private static String oneClaimed(String schema) {
        return ", token, node, epoch) select ?, ?, f.s, ?, ?, f.s, ?, f.s * ?::bigint, ?, ?,"
                + " case f.s when 1 then ?::bigint end, case f.s when 1 then ?::integer end,"
                + " case f.s when 1 then ?::bigint end from (select case when not exists (select 1 from " + schema
                + ".queue_pause where queue = ?) and " + alive(schema) + " then 1 else 0 end s offset 0) f";
    }

    private static void addOneClaimed(List<@Nullable Object> arguments, PlainAdd add, Node node) {
        TaskLease lease = Objects.requireNonNull(add.lease());
        TaskRow task = add.task();
        arguments.addAll(List.of(
                task.id(),
                task.queue(),
                task.priority(),
                task.eta(),
                task.created(),
                lease.task().firstAttempt(),
                task.payload(),
                TaskColumns.text(task.headers()),
                lease.token(),
                node.id(),
                node.epoch(),
                task.queue(),
                node.id(),
                node.epoch()));
    }

    /** The same of tasks some of which are claimed: those with a token. */
    private static String manyClaimed(String schema) {
        return ", token, node, epoch) select i, q, s, p, e, s, c, case s when 1 then b else 0 end, d, h,"
                + " case s when 1 then t end, case s when 1 then ?::integer end, case s when 1 then ?::bigint end"
                + " from (select x.*, case when x.t is not null and x.q <> all(array(select queue from " + schema
                + ".queue_pause)) and " + alive(schema) + " then 1 else 0 end s"
                + " from unnest(?::bigint[], ?::text[], ?::smallint[], ?::bigint[], ?::bigint[], ?::bytea[], ?::text[],"
                + " ?::bigint[], ?::bigint[]) x(i, q, p, e, c, d, h, b, t) offset 0) y";
    }

    private static void addManyClaimed(
            List<@Nullable Object> arguments, List<PlainAdd> adds, List<TaskRow> added, Node node) {
        arguments.addAll(List.of(node.id(), node.epoch(), node.id(), node.epoch()));
        arguments.addAll(List.of(many(added)));
        Long[] begun = new Long[adds.size()];
        Long[] tokens = new Long[adds.size()];
        for (int i = 0; i < begun.length; i++) {
            TaskLease lease = adds.get(i).lease();
            begun[i] = lease == null ? 0 : lease.task().firstAttempt();
            tokens[i] = lease == null ? null : (Long) lease.token();
        }
        arguments.add(begun);
        arguments.add(tokens);
    }

    private static String alive(String schema) {
        return "exists (select 1 from " + schema + ".node where id = ? and epoch = ? and alive_until >= " + Node.NOW
                + ")";
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
            payloads(tasks),
            TaskColumns.texts(tasks, task -> TaskColumns.text(task.headers()))
        };
    }
}
