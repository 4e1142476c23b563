package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.HeldName;
import dev.kindred.datastore.store.TaskRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds tasks by what only one of a queue can have. */
final class TaskNames {

    private final PostgresTasks tasks;
    private final TaskTable table;

    TaskNames(PostgresTasks tasks) {
        this.tasks = tasks;
        this.table = tasks.table();
    }

    @Nullable
    TaskRow find(String queue, String name) {
        return TaskTable.one(table.rows(
                "select " + TaskColumns.ALL + " from " + table.schema() + ".task_name n join " + table.name()
                        + " t on t.id = n.task where n.queue = ? and n.name = ? and n.until is null and t.state <> 3",
                queue,
                name));
    }

    boolean isTaken(String queue, String name) {
        return table.number(
                        "Looking for a name",
                        "select count(*) from " + table.schema()
                                + ".task_name where queue = ? and name = ? and (until is null or until > ?)",
                        0,
                        queue,
                        name,
                        tasks.clock().now())
                > 0;
    }

    List<HeldName> held(@Nullable HeldName after, long takenAt, int limit) {
        List<HeldName> found = new ArrayList<>();
        table.server().run("Reading names of tasks that are over", () -> {
            found.clear();
            return new Script()
                    .query(
                            "select queue, name, until from " + table.schema()
                                    + ".task_name where until > ? and (queue, name) > (?, ?) order by queue, name limit ?",
                            rows -> {
                                while (rows.next()) {
                                    found.add(new HeldName(rows.getString(1), rows.getString(2), rows.getLong(3)));
                                }
                            },
                            takenAt,
                            after == null ? "" : after.queue(),
                            after == null ? "" : after.name(),
                            limit);
        });
        return found;
    }

    void hold(Collection<HeldName> names) {
        Map<List<String>, HeldName> each = new LinkedHashMap<>();
        long now = tasks.clock().now();
        names.stream()
                .filter(held -> held.until() > now)
                .forEach(held -> each.putIfAbsent(List.of(held.queue(), held.name()), held));
        List<HeldName> distinct = List.copyOf(each.values());
        if (!distinct.isEmpty()) {
            table.server().run("Holding names of tasks that are over", () -> new Script()
                    .add(
                            "insert into " + table.schema() + ".task_name as t (queue, name, task, until)"
                                    + " select queue, name, 0, until from unnest(?::text[], ?::text[], ?::bigint[])"
                                    + " held(queue, name, until) order by queue, name"
                                    + " on conflict (queue, name) do update set until = excluded.until, task = 0"
                                    + " where t.until <= ?",
                            TaskColumns.texts(distinct, HeldName::queue),
                            TaskColumns.texts(distinct, HeldName::name),
                            TaskColumns.longs(distinct, HeldName::until),
                            now));
        }
    }

    @Nullable
    TaskRow findUnique(String queue, String uniqueKey) {
        return TaskTable.one(table.rows(
                "select " + TaskColumns.ALL + " from " + table.name()
                        + " t where t.queue = ? and t.unique_key = ? and t.state <> 3",
                queue,
                uniqueKey));
    }
}
