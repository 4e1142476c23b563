package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.TaskRow;
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

    @Nullable
    TaskRow findUnique(String queue, String uniqueKey) {
        return TaskTable.one(table.rows(
                "select " + TaskColumns.ALL + " from " + table.name()
                        + " t where t.queue = ? and t.unique_key = ? and t.state <> 3",
                queue,
                uniqueKey));
    }
}
