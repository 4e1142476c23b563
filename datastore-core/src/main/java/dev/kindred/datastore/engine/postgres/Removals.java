package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.TaskFollowing;
import dev.kindred.datastore.store.TaskRow;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Takes tasks away from outside, or puts others in their place. */
final class Removals {

    private static final int PURGED_AT_A_TIME = 500;

    private final PostgresTasks tasks;
    private final TaskTable table;

    Removals(PostgresTasks tasks) {
        this.tasks = tasks;
        this.table = tasks.table();
    }

    /** Takes one task away if a condition still holds, keeps its name taken for a while, lets the next of its key in, and adds what follows. */
    boolean takeAway(
            String what,
            TaskRow task,
            String condition,
            TaskFollowing following,
            ConcurrencyKeys keys,
            TaskCounts counts,
            Object... arguments) {
        List<TaskRow> added = following.of(task);
        added.forEach(Removals::checkFollowing);
        Object[] all = new Object[arguments.length + 2];
        all[0] = task.id();
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[all.length - 1] = tasks.clock().tombstoneEnd();
        added.forEach(each -> counts.live(each.queue(), 1));
        boolean done = table.inSlot(slot -> table.server().runUnlessRefused(what, () -> {
            Script script = new Script()
                    .add("begin isolation level read committed")
                    .add(
                            "with gone as (delete from " + table.name() + " t where t.id = ? and " + condition
                                    + " returning t.queue, t.name), "
                                    + tasks.releasedNames("gone")
                                    + " select 1 / (case when count(*) = 1 then 1 else 0 end) from gone",
                            all);
            if (!added.isEmpty()) {
                TaskColumns.insert(script, table.schema(), added, each -> TaskColumns.WAITS);
            }
            keys.write(script, table.schema());
            counts.write(script, table.schema(), slot);
            return script.add("commit");
        }));
        if (done) {
            Set<String> ready = new LinkedHashSet<>();
            added.forEach(each -> ready.add(each.queue()));
            PostgresTasks.addKeyed(ready, task);
            tasks.ready().tell(ready);
        }
        return done;
    }

    static void checkFollowing(TaskRow task) {
        if (task.name() != null
                || task.traits().uniqueKey() != null
                || task.traits().concurrencyKey() != null) {
            throw new IllegalArgumentException(
                    "Task " + task.id() + " of queue \"" + task.queue()
                            + "\" follows one that is thrown away, and has a name, a unique key or a concurrency key; it may have none");
        }
    }

    boolean delete(String queue, long id, TaskFollowing following) {
        TaskRow found = TaskTable.one(table.rows(
                "select " + TaskColumns.ALL + " from " + table.name()
                        + " t where t.queue = ? and t.id = ? and t.state <> 3",
                queue,
                id));
        return found != null && delete(found, "t.state <> 3", following);
    }

    private boolean delete(TaskRow task, String condition, TaskFollowing following) {
        int state = state(task, condition);
        // If the state changes between looking and deleting, look again, as long as the task is there.
        while (state >= 0) {
            ConcurrencyKeys keys = ConcurrencyKeys.leaving(state == TaskColumns.HELD ? List.of() : List.of(task));
            TaskCounts counts = new TaskCounts().live(task.queue(), -1);
            if (takeAway("Taking a task away", task, "t.state = ?", following, keys, counts, state)) {
                return true;
            }
            state = state(task, condition);
        }
        return false;
    }

    private int state(TaskRow task, String condition) {
        return (int) table.number(
                "Looking for a task",
                "select t.state from " + table.name() + " t where t.id = ? and " + condition,
                -1,
                task.id());
    }

    long purge(String queue, TaskFollowing following) {
        long last = tasks.ids().next();
        long purged = 0;
        long after = 0;
        while (true) {
            List<TaskRow> page =
                    new QueuePages(table).page(queue, after, last, QueuePages.States.NOT_BEGUN, PURGED_AT_A_TIME);
            if (page.isEmpty()) {
                return purged;
            }
            after = page.get(page.size() - 1).id();
            List<TaskRow> plain = page.stream()
                    .filter(task -> task.traits().concurrencyKey() == null
                            && following.of(task).isEmpty())
                    .toList();
            purged += table.inSlot(slot -> table.number(
                    "Purging a queue",
                    "with gone as (delete from " + table.name()
                            + " t where t.id = any(?::bigint[]) and t.state = 0 returning t.queue, t.name), "
                            + TaskCounts.counted(table.schema(), "gone", -1, 0) + ", " + tasks.releasedNames("gone")
                            + " select count(*) from gone",
                    0,
                    TaskColumns.longs(plain, TaskRow::id),
                    slot.id(),
                    tasks.clock().tombstoneEnd()));
            Set<TaskRow> done = new HashSet<>(plain);
            // From the last on, so that none is let in that is about to go.
            for (int i = page.size() - 1; i >= 0; i--) {
                if (!done.contains(page.get(i)) && delete(page.get(i), "t.state in (0, 2)", following)) {
                    purged++;
                }
            }
        }
    }

    boolean replace(TaskRow with, TaskFollowing following) {
        TaskRow waiting = TaskTable.one(table.rows(
                "select " + TaskColumns.ALL + " from " + table.name()
                        + " t where t.queue = ? and t.id = ? and t.state in (0, 2)",
                with.queue(),
                with.id()));
        if (waiting == null) {
            return false;
        }
        if (waiting.traits().concurrencyKey() != null) {
            throw new IllegalArgumentException("Task " + with.id() + " of queue \"" + with.queue()
                    + "\" has the concurrency key \"" + waiting.traits().concurrencyKey()
                    + "\" and its turn; it cannot be replaced");
        }
        List<TaskRow> added = following.of(waiting);
        added.forEach(Removals::checkFollowing);
        TaskCounts counts = new TaskCounts();
        added.forEach(each -> counts.live(each.queue(), 1));
        boolean done = table.inSlot(slot -> table.server().runUnlessRefused("Replacing a task", () -> {
            Script script = new Script()
                    .add("begin isolation level read committed")
                    .add(
                            "with done as (update " + table.name()
                                    + " t set eta = ?, priority = ?, payload = ?, headers = ?, tag = ?::text, attempts = 0,"
                                    + " first_attempt = 0, last_error = null where t.id = ? and t.state = 0 returning 1)"
                                    + " select 1 / (case when count(*) = 1 then 1 else 0 end) from done",
                            with.eta(),
                            with.priority(),
                            with.payload(),
                            TaskColumns.text(with.headers()),
                            with.traits().tag(),
                            with.id());
            if (!added.isEmpty()) {
                TaskColumns.insert(script, table.schema(), added, each -> TaskColumns.WAITS);
            }
            counts.write(script, table.schema(), slot);
            return script.add("commit");
        }));
        if (done) {
            Set<String> ready = new LinkedHashSet<>(Set.of(with.queue()));
            added.forEach(each -> ready.add(each.queue()));
            tasks.ready().tell(ready);
        }
        return done;
    }
}
