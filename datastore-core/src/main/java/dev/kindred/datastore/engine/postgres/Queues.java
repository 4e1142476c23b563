package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.QueueStatistics;
import dev.kindred.datastore.store.TaskRow;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

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
                .query("select distinct queue from " + table.schema() + ".task_count order by queue", rows -> {
                    while (rows.next()) {
                        names.add(rows.getString(1));
                    }
                }));
        return names;
    }

    QueueStatistics statistics(String queue) {
        QueueStatistics[] found = new QueueStatistics[1];
        table.server().run("Counting tasks", () -> new Script()
                .add(Claims.BY_THE_INDEX)
                .query(
                        "with recursive p(priority) as (" + table.priorities()
                                + "), r(n) as (select count(*) from " + table.name()
                                + " where queue = ? and state = 1) select c.live - r.n, r.n, c.dead, (select coalesce(min("
                                + "(select t.eta from " + table.name() + " t where t.queue = ? and t.state = 0"
                                + " and t.priority = p.priority order by t.eta limit 1)), -1) from p"
                                + " where p.priority is not null) from r, (select coalesce(sum(live), 0) live,"
                                + " coalesce(sum(dead), 0) dead from " + table.schema()
                                + ".task_count where queue = ?) c",
                        rows -> {
                            rows.next();
                            found[0] = new QueueStatistics(
                                    rows.getLong(1), rows.getLong(2), rows.getLong(3), rows.getLong(4));
                        },
                        queue,
                        queue,
                        queue,
                        queue,
                        queue));
        return found[0];
    }

    boolean isKnownElsewhere(String function) {
        return table.number(
                        "Looking for who knows a function",
                        "select count(*) from " + table.schema() + ".node where id <> ? and alive_until >= " + Node.NOW
                                + " and ?::text = any(functions)",
                        0,
                        table.server().node().id(),
                        function)
                > 0;
    }

    List<TaskRow> list(String queue, long afterId, int limit) {
        return new QueuePages(table).page(queue, afterId, Long.MAX_VALUE, QueuePages.States.NOT_DEAD, limit);
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

    Set<String> paused() {
        Set<String> paused = new TreeSet<>();
        table.server().run("Looking which queues are paused", () -> new Script()
                .query("select queue from " + table.schema() + ".queue_pause", rows -> {
                    paused.clear();
                    while (rows.next()) {
                        paused.add(rows.getString(1));
                    }
                }));
        return paused;
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
