package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.TaskFollowing;
import dev.kindred.datastore.store.TaskRow;
import java.util.ArrayList;
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

    boolean redrive(String queue, long id) {
        boolean done = table.server().runUnlessRefused("Redriving a dead letter", () -> {
            TaskRow[] dead = table.rows(
                            "select " + TaskColumns.ALL + " from " + table.name()
                                    + " t where t.queue = ? and t.id = ? and t.state = 3",
                            queue,
                            id)
                    .toArray(TaskRow[]::new);
            Script script = new Script()
                    .add("begin isolation level read committed")
                    .add(
                            "with back as (update " + table.name()
                                    + " t set state = case when concurrency_key is null then 0 else 2 end, eta = ?,"
                                    + " attempts = 0, first_attempt = 0, last_error = null, reason = null, died = null,"
                                    + " unique_key = null"
                                    + " where t.queue = ? and t.id = ? and t.state = 3 returning 1)"
                                    + " select 1 / (case when count(*) = 1 then 1 else 0 end) from back",
                            tasks.clock().now(),
                            queue,
                            id);
            ConcurrencyKeys.coming(List.of(dead)).write(script, table.schema());
            return script.add("commit");
        });
        if (done) {
            tasks.ready().tell(Set.of(queue));
        }
        return done;
    }

    boolean discard(String queue, long id, TaskFollowing following) {
        TaskRow dead = TaskTable.one(table.rows(
                "select " + TaskColumns.ALL + " from " + table.name()
                        + " t where t.queue = ? and t.id = ? and t.state = 3",
                queue,
                id));
        return dead != null
                && new Removals(tasks)
                        .takeAway(
                                "Discarding a dead letter",
                                dead,
                                "t.state = 3",
                                following,
                                ConcurrencyKeys.leaving(List.of()));
    }
}
