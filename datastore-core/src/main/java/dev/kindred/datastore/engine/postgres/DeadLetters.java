package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.TaskFollowing;
import dev.kindred.datastore.store.TaskRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Tasks that were given up. */
final class DeadLetters {

    private final PostgresTasks tasks;
    private final TaskTable table;

    DeadLetters(PostgresTasks tasks) {
        this.tasks = tasks;
        this.table = tasks.table();
    }

    List<DeadTask> dead(String queue, long afterId, int limit) {
        List<DeadTask> found = new ArrayList<>();
        table.server().run("Reading dead letters", () -> {
            found.clear();
            return new Script()
                    .query(
                            "select " + TaskColumns.ALL + ", t.reason, t.died from " + table.name()
                                    + " t where t.queue = ? and t.id > ? and t.state = 3 order by t.id limit ?",
                            rows -> {
                                while (rows.next()) {
                                    found.add(new DeadTask(
                                            TaskColumns.row(rows),
                                            DeadTask.Reason.valueOf(rows.getString(16)),
                                            rows.getLong(17)));
                                }
                            },
                            queue,
                            afterId,
                            limit);
        });
        return found;
    }

    private List<TaskRow> dead(String queue, Collection<Long> ids) {
        return table.rows(
                "select " + TaskColumns.ALL + " from unnest(?::bigint[]) with ordinality x(id, at) join " + table.name()
                        + " t on t.id = x.id where t.queue = ? and t.state = 3 order by x.at",
                ids.stream().distinct().toArray(Long[]::new),
                queue);
    }

    /** In one transaction, whatever becomes of each. */
    List<Long> redrive(String queue, Collection<Long> ids) {
        List<TaskRow> dead = dead(queue, ids);
        if (dead.isEmpty()) {
            return List.of();
        }
        Set<Long> back = new HashSet<>();
        table.inSlot(slot -> {
            table.server().run("Redriving dead letters", () -> redriving(dead, slot, back));
            return back;
        });
        if (!back.isEmpty()) {
            tasks.ready().tell(Set.of(queue));
        }
        return dead.stream().map(TaskRow::id).filter(back::contains).toList();
    }

    private Script redriving(List<TaskRow> dead, Node.Slot slot, Set<Long> back) {
        back.clear();
        Script script = new Script()
                .add("begin isolation level read committed")
                .query(
                        "with back as (update " + table.name()
                                + " t set state = case when concurrency_key is null then 0 else 2 end, eta = ?,"
                                + " attempts = 0, first_attempt = 0, last_error = null, reason = null, died = null,"
                                + " unique_key = null"
                                + " where t.id = any(?::bigint[]) and t.state = 3 returning t.id, t.queue), "
                                + TaskCounts.counted(table.schema(), "back", 1, -1) + " select id from back",
                        rows -> {
                            while (rows.next()) {
                                back.add(rows.getLong(1));
                            }
                        },
                        tasks.clock().now(),
                        TaskColumns.longs(dead, TaskRow::id),
                        slot.id());
        ConcurrencyKeys.coming(dead).write(script, table.schema());
        return script.add("commit");
    }

    /** In one transaction; if others change some of them meanwhile, one by one. */
    List<Long> discard(String queue, Collection<Long> ids, TaskFollowing following) {
        List<TaskRow> dead = dead(queue, ids);
        if (dead.isEmpty()) {
            return List.of();
        }
        List<TaskRow> added = new ArrayList<>();
        dead.forEach(task -> added.addAll(following.of(task)));
        added.forEach(Removals::checkFollowing);
        if (table.inSlot(slot ->
                table.server().runUnlessRefused("Discarding dead letters", () -> discarding(dead, added, slot)))) {
            Set<String> ready = new LinkedHashSet<>();
            added.forEach(task -> ready.add(task.queue()));
            tasks.ready().tell(ready);
            return dead.stream().map(TaskRow::id).toList();
        }
        return dead.size() == 1
                ? List.of()
                : dead.stream()
                        .map(TaskRow::id)
                        .filter(id -> !discard(queue, List.of(id), following).isEmpty())
                        .toList();
    }

    private Script discarding(List<TaskRow> dead, List<TaskRow> added, Node.Slot slot) {
        Script script = new Script()
                .add("begin isolation level read committed")
                .add(
                        "with gone as (delete from " + table.name()
                                + " t where t.id = any(?::bigint[]) and t.state = 3 returning t.queue, t.name), "
                                + tasks.releasedNames("gone")
                                + " select 1 / (case when count(*) = ? then 1 else 0 end) from gone",
                        TaskColumns.longs(dead, TaskRow::id),
                        tasks.clock().tombstoneEnd(),
                        dead.size());
        TaskCounts counts = new TaskCounts();
        dead.forEach(task -> counts.dead(task.queue(), -1));
        if (!added.isEmpty()) {
            TaskColumns.insert(script, table.schema(), added, each -> TaskColumns.WAITS);
            added.forEach(task -> counts.live(task.queue(), 1));
        }
        counts.write(script, table.schema(), slot);
        return script.add("commit");
    }
}
