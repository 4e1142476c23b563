package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.Claim;
import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.TaskChange;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What workers do: they claim what is due, and say what became of it.
 *
 * <p>Statements that are about many tasks find them by {@code id = any(array(…))}: of an array that a subquery makes, the planner expects few elements and takes the index, whatever its
 * statistics say. Those of a queue that fills and empties are never right, and by them it reads the whole table for each batch. A condition {@code in (…) is true} is looked up in a hash
 * table rather than joined, for the same reason.
 */
final class Claims {

    /**
     * For the statement behind it: by statistics that were taken of an empty table the planner expects a single row, and would rather fetch and sort all that wait than read the first few
     * from the index.
     */
    static final String BY_THE_INDEX = "select set_config('enable_sort', 'off', true),"
            + " set_config('enable_bitmapscan', 'off', true), set_config('enable_seqscan', 'off', true)";

    /**
     * The claim need not wait for the disk: the tasks of a server that forgets it wait again, and the worker's lease turns out to be lost. In a statement of its own it would be another
     * round trip.
     */
    private static final String NOT_WAITING_FOR_THE_DISK =
            "(select set_config('synchronous_commit', 'off', true)) is not null";

    /** A part of a statement: the leases x. Takes the ids and the tokens. */
    private static final String LEASES =
            "x as materialized (select * from unnest(?::bigint[], ?::bigint[]) u(id, token))";

    /** Which tasks t have a lease of x. */
    private static final String LEASED =
            "t.id = any(array(select id from x)) and ((t.id, t.token) in (select id, token from x)) is true and t.state = 1";

    private final PostgresTasks tasks;
    private final TaskTable table;

    Claims(PostgresTasks tasks) {
        this.tasks = tasks;
        this.table = tasks.table();
    }

    /** Claims what is due wherever it is, also if nobody has told of it. */
    List<TaskLease> claim(String queue, int max, long now) {
        return claim(lowWater().fullLook(queue), max, now).leases();
    }

    /** Claims, and looks for the next task, in one round trip. */
    Claim claimAndLookOn(String queue, int max, long now) {
        return claim(lowWater().look(queue), max, now);
    }

    private Claim claim(LowWater.Look begun, int max, long now) {
        try (LowWater.Look look = begun) {
            Taken taken = new Taken(tasks.ids().next());
            table.server().run("Claiming tasks", () -> lookingOn(taking(new Script(), look, taken, max, now), look));
            look.keep();
            List<TaskLease> leases = taken.leases();
            return new Claim(leases, leases.size() == max ? now : look.nextEta());
        }
    }

    private LowWater lowWater() {
        return tasks.ready().lowWater();
    }

    /** What a claim has taken, all under one token. */
    static final class Taken implements Script.Rows {

        private final long token;
        private final List<TaskRow> rows = new ArrayList<>();

        Taken(long token) {
            this.token = token;
        }

        @Override
        public void read(ResultSet found) throws SQLException {
            TaskColumns.addRows(found, rows);
        }

        long token() {
            return token;
        }

        void clear() {
            rows.clear();
        }

        List<TaskLease> leases() {
            rows.sort(TaskTable.ORDER);
            return rows.stream().map(row -> new TaskLease(row, token)).toList();
        }
    }

    private Script taking(Script script, LowWater.Look look, Taken taken, int max, long now) {
        taken.clear();
        Node node = table.server().node();
        List<Object> arguments = new ArrayList<>(look.arguments());
        arguments.addAll(List.of(look.queue(), now, max, look.queue(), node.id(), node.epoch(), max));
        arguments.addAll(List.of(now, taken.token, node.id(), node.epoch()));
        return script.add(BY_THE_INDEX)
                .query("with recursive " + due(look, "?") + " " + claimDue(), taken, arguments.toArray());
    }

    /**
     * A part of a statement: the ids of the tasks to claim. Takes what the look does, the queue, the time, the most of a priority, the queue, the number and the epoch of this process, and
     * the most, where these two are not given as they are.
     */
    String due(LowWater.Look look, String most) {
        return look.priorities(table) + ", due as (select d.id from p cross join lateral (select t.id from "
                + table.name() + " t where t.queue = ? and t.state = 0 and t.priority = p.priority" + look.condition()
                + " and t.eta <= ? order by t.eta, t.id limit " + most + " for update skip locked) d"
                + " where p.priority is not null and not exists (select 1 from " + table.schema()
                + ".queue_pause where queue = ?) and exists (select 1 from " + table.schema()
                + ".node where id = ? and epoch = ? and alive_until >= " + Node.NOW + ") and "
                + NOT_WAITING_FOR_THE_DISK + " limit " + most + ")";
    }

    /** The statement that claims what is due. Takes the time, the token, and the number and the epoch of this process. */
    String claimDue() {
        return "update " + table.name() + " t set state = 1, attempts = t.attempts + 1, first_attempt ="
                + " case when t.first_attempt = 0 then ? else t.first_attempt end,"
                + " token = ?, node = ?, epoch = ? where t.id = any(array(select id from due)) returning "
                + TaskColumns.ALL;
    }

    /** Adds a look for the tasks that come next. */
    Script lookingOn(Script script, LowWater.Look look) {
        List<Object> arguments = new ArrayList<>(look.arguments());
        arguments.addAll(List.of(look.queue(), look.queue()));
        return script.query(
                "with recursive " + look.priorities(table) + " select p.priority, e.eta, e.id from p"
                        + " cross join lateral (select t.eta, t.id from " + table.name()
                        + " t where t.queue = ? and t.state = 0 and t.priority = p.priority" + look.condition()
                        + " order by t.eta, t.id limit 1) e where p.priority is not null and not exists (select 1 from "
                        + table.schema() + ".queue_pause where queue = ?)",
                look::read,
                arguments.toArray());
    }

    List<TaskLease> complete(Collection<TaskLease> leases) {
        List<TaskLease> all = List.copyOf(leases);
        if (all.isEmpty()) {
            return List.of();
        }
        Set<Long> gone = new HashSet<>();
        ConcurrencyKeys keys =
                ConcurrencyKeys.leaving(all.stream().map(TaskLease::task).toList());
        if (keys.isEmpty()) {
            table.inSlot(slot -> {
                table.server().run("Completing tasks", () -> completing(all, slot, gone));
                return gone;
            });
        } else {
            // One after the other: only those that were not lost free a place.
            for (TaskLease lease : all) {
                if (end(new TaskChange.Complete(lease))) {
                    gone.add(lease.task().id());
                }
            }
        }
        tellKeyed(all, gone);
        return all.stream().filter(lease -> !gone.contains(lease.task().id())).toList();
    }

    private Script completing(List<TaskLease> leases, Node.Slot slot, Set<Long> gone) {
        gone.clear();
        boolean named = leases.stream().anyMatch(lease -> lease.task().name() != null);
        String delete = "with " + LEASES + ", gone as (delete from " + table.name() + " t where " + LEASED
                + " returning t.id, t.queue, t.name), " + TaskCounts.counted(table.schema(), "gone", -1, 0);
        Long[] ids = TaskColumns.longs(leases, lease -> lease.task().id());
        Long[] tokens = TaskColumns.longs(leases, TaskLease::token);
        Script.Rows reader = rows -> {
            while (rows.next()) {
                gone.add(rows.getLong(1));
            }
        };
        String select = " select id from gone";
        return named
                ? new Script()
                        .query(
                                delete + ", " + tasks.releasedNames("gone") + select,
                                reader,
                                ids,
                                tokens,
                                slot.id(),
                                tasks.clock().tombstoneEnd())
                : new Script().query(delete + select, reader, ids, tokens, slot.id());
    }

    /** Ends the run of a task as the commit of its handler would, in one of its own; false if the lease was lost. */
    private boolean end(TaskChange change) {
        return table.inSlot(slot -> table.server().runUnlessRefused("Ending a task", () -> {
            Script script = new Script().add("begin isolation level read committed");
            tasks.write(script, slot, List.of(change), List.of());
            return script.add("commit");
        }));
    }

    private void tellKeyed(List<TaskLease> leases, Set<Long> ended) {
        Set<String> ready = new LinkedHashSet<>();
        for (TaskLease lease : leases) {
            if (ended.contains(lease.task().id())) {
                PostgresTasks.addKeyed(ready, lease.task());
            }
        }
        tasks.ready().tell(ready);
    }

    boolean retry(TaskLease lease, long eta, String error) {
        return putBack(
                lease,
                "update " + table.name() + " t set state = 0, " + TaskTable.NOT_RUNNING + ", eta = ?, last_error = ?",
                eta,
                Objects.requireNonNull(TaskColumns.storable(error)));
    }

    boolean postpone(TaskLease lease, long eta) {
        return putBack(
                lease,
                "update " + table.name() + " t set state = 0, " + TaskTable.NOT_RUNNING + ", eta = ?, "
                        + TaskTable.UNCOUNTED,
                eta);
    }

    private boolean putBack(TaskLease lease, String update, Object... values) {
        Object[] arguments = new Object[values.length + 2];
        System.arraycopy(values, 0, arguments, 0, values.length);
        arguments[values.length] = lease.task().id();
        arguments[values.length + 1] = lease.token();
        boolean done = table.changed(
                "Putting a task back", update + " where t.id = ? and t.token = ? and t.state = 1", arguments);
        if (done) {
            tasks.ready().tell(Set.of(lease.task().queue()));
        }
        return done;
    }

    void handBack(Collection<TaskLease> leases) {
        if (leases.isEmpty()) {
            return;
        }
        List<TaskLease> all = List.copyOf(leases);
        Set<String> ready = new LinkedHashSet<>();
        table.server().run("Handing tasks back", () -> {
            ready.clear();
            return new Script()
                    .query(
                            "with " + LEASES + " update " + table.name() + " t set state = 0, "
                                    + TaskTable.NOT_RUNNING + ", " + TaskTable.UNCOUNTED + " where " + LEASED
                                    + " returning t.queue",
                            rows -> {
                                while (rows.next()) {
                                    ready.add(rows.getString(1));
                                }
                            },
                            TaskColumns.longs(all, lease -> lease.task().id()),
                            TaskColumns.longs(all, TaskLease::token));
        });
        tasks.ready().tell(ready);
    }

    /** What is stored as claimed, if it is stored, but was never handed over. */
    private void handBackUnsure() {
        List<TaskLease> unsure = tasks.takeUnsure();
        boolean done = false;
        try {
            handBack(unsure);
            done = true;
        } finally {
            if (!done) {
                tasks.unsure(unsure);
            }
        }
    }

    boolean bury(TaskLease lease, DeadTask.Reason reason, @Nullable String error) {
        boolean done = end(new TaskChange.Bury(lease, reason, error));
        if (done) {
            tellKeyed(List.of(lease), Set.of(lease.task().id()));
        }
        return done;
    }

    long nextEta(String queue) {
        try (LowWater.Look look = lowWater().fullLook(queue)) {
            table.server().run("Looking for the next task", () -> lookingOn(new Script().add(BY_THE_INDEX), look));
            look.keep();
            return look.nextEta();
        }
    }

    /** Leaps from queue to queue, and within each from priority to priority. Who claims what this has found must find it, too. */
    Map<String, Long> nextEtas() {
        handBackUnsure();
        Map<String, Long> found = new LinkedHashMap<>();
        table.server().run("Looking for the next tasks", () -> {
            found.clear();
            return new Script()
                    .add(BY_THE_INDEX)
                    .query(
                            "with recursive q(queue) as ((select queue from " + table.name()
                                    + " where state = 0 order by queue limit 1) union all select (select t.queue from "
                                    + table.name()
                                    + " t where t.state = 0 and t.queue > q.queue order by t.queue limit 1) from q"
                                    + " where q.queue is not null) select q.queue, e.eta from q cross join lateral"
                                    + " (with recursive p(priority) as ((select priority from " + table.name()
                                    + " where queue = q.queue and state = 0 order by priority desc limit 1) union all"
                                    + " select (select t.priority from " + table.name() + " t where t.queue = q.queue"
                                    + " and t.state = 0 and t.priority < p.priority order by t.priority desc limit 1)"
                                    + " from p where p.priority is not null) select min((select t.eta from "
                                    + table.name() + " t where t.queue = q.queue and t.state = 0"
                                    + " and t.priority = p.priority order by t.eta limit 1)) eta from p) e"
                                    + " where q.queue is not null and e.eta is not null and not exists (select 1 from "
                                    + table.schema() + ".queue_pause x where x.queue = q.queue)",
                            rows -> {
                                while (rows.next()) {
                                    found.put(rows.getString(1), rows.getLong(2));
                                }
                            });
        });
        lowWater().forget(found.keySet());
        return found;
    }
}
