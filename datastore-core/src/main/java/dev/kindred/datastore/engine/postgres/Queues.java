package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.QueueStatistics;
import dev.kindred.datastore.store.TaskRow;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What an operator sees and does of queues as a whole. */
final class Queues {

    private final PostgresTasks tasks;
    private final TaskTable table;

    Queues(PostgresTasks tasks) {
        this.tasks = tasks;
        this.table = tasks.table();
    }

    Set<String> queues() {
        Set<String> names = new LinkedHashSet<>();
        table.server().run("Listing queues", () -> new Script()
                .query(
                        "with recursive q(queue) as ((select queue from " + table.name()
                                + " order by queue limit 1) union all select (select t.queue from " + table.name()
                                + " t where t.queue > q.queue order by t.queue limit 1) from q where q.queue is not null)"
                                + " select queue from q where queue is not null",
                        rows -> {
                            while (rows.next()) {
                                names.add(rows.getString(1));
                            }
                        }));
        return names;
    }

    QueueStatistics statistics(String queue) {
        QueueStatistics[] found = new QueueStatistics[1];
        table.server().run("Counting tasks", () -> new Script()
                .query(
                        "select count(*) filter (where state in (0, 2)), count(*) filter (where state = 1),"
                                + " count(*) filter (where state = 3), coalesce(min(eta) filter (where state = 0), -1) from "
                                + table.name()
                                + " where queue = ?",
                        rows -> {
                            rows.next();
                            found[0] = new QueueStatistics(
                                    rows.getLong(1), rows.getLong(2), rows.getLong(3), rows.getLong(4));
                        },
                        queue));
        return found[0];
    }

    List<TaskRow> list(String queue, long afterId, int limit) {
        return table.rows(
                "select " + TaskColumns.ALL + " from " + table.name()
                        + " t where t.queue = ? and t.id > ? and t.state <> 3 order by t.id limit ?",
                queue,
                afterId,
                limit);
    }

    void pause(String queue) {
        table.server().run("Pausing a queue", () -> new Script()
                .add(
                        "insert into " + table.schema() + ".queue_pause (queue) values (?) on conflict do nothing",
                        queue));
    }

    void resume(String queue) {
        table.server().run("Resuming a queue", () -> new Script()
                .add("delete from " + table.schema() + ".queue_pause where queue = ?", queue));
        tasks.ready().tell(Set.of(queue));
    }

    boolean isPaused(String queue) {
        return table.number(
                        "Looking for a pause",
                        "select count(*) from " + table.schema() + ".queue_pause where queue = ?",
                        0,
                        queue)
                > 0;
    }
}
