package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.CommitResult;
import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.TaskChange;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TaskTaker;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tasks of the open store: the part of commits that changes them, and what the parts of the storage share. */
final class PostgresTasks {

    private static final Logger logger = LoggerFactory.getLogger(PostgresTasks.class);

    private final TaskClock clock;
    private final ReadyQueues ready;
    private final TaskIds ids;
    private final TaskTable table;
    private final String schema;
    private final AddsTogether together;
    /** Perhaps stored as claimed, but nobody runs them. */
    private final Queue<TaskLease> unsure = new ConcurrentLinkedQueue<>();

    PostgresTasks(Server server, TaskClock clock, ReadyQueues ready, TaskIds ids) {
        this.clock = clock;
        this.ready = ready;
        this.ids = ids;
        this.table = new TaskTable(server);
        this.schema = server.schema();
        this.together = new AddsTogether(adds -> Commit.together(server, this, adds));
    }

    TaskClock clock() {
        return clock;
    }

    ReadyQueues ready() {
        return ready;
    }

    TaskIds ids() {
        return ids;
    }

    TaskTable table() {
        return table;
    }

    /** Where commits that only add tasks become one. */
    AddsTogether together() {
        return together;
    }

    // Within a commit

    /** A waiting task that is to make room for another, and what is added for it. */
    record Removal(TaskRow task, boolean held, List<TaskRow> following) {}

    /** Looks for the waiting tasks that are to be replaced; in the transaction, after what begins it. */
    List<Removal> removals(Connection connection, Script begin, List<TaskChange> changes) throws SQLException {
        List<Removal> removals = new ArrayList<>();
        for (TaskChange change : changes) {
            if (change instanceof TaskChange.Replace replace) {
                begin.query(
                        "select " + TaskColumns.ALL + ", t.state from " + schema
                                + ".task t where t.queue = ? and t.unique_key = ? and t.state in (0, 2)",
                        rows -> {
                            if (rows.next()) {
                                TaskRow row = TaskColumns.row(rows);
                                List<TaskRow> following = replace.following().of(row);
                                following.forEach(Removals::checkFollowing);
                                removals.add(new Removal(row, rows.getInt(16) == TaskColumns.HELD, following));
                            }
                        },
                        replace.task().queue(),
                        replace.task().traits().uniqueKey());
            }
        }
        begin.run(connection);
        return removals;
    }

    static boolean replaces(List<TaskChange> changes) {
        return changes.stream().anyMatch(TaskChange.Replace.class::isInstance);
    }

    private void remove(Script script, List<Removal> removals) {
        if (removals.isEmpty()) {
            return;
        }
        script.add(
                "with gone as (delete from " + schema + ".task t using unnest(?::bigint[], ?::integer[]) x(id, state)"
                        + " where t.id = x.id and t.state = x.state returning t.queue, t.name), "
                        + releasedNames("gone")
                        + " select 1 / (case when count(*) = ? then 1 else 0 end) from gone",
                TaskColumns.longs(removals, removal -> removal.task().id()),
                TaskColumns.integers(removals, removal -> removal.held() ? TaskColumns.HELD : TaskColumns.WAITS),
                clock.tombstoneEnd(),
                removals.size());
        ConcurrencyKeys.leaving(removals.stream()
                        .filter(removal -> !removal.held())
                        .map(Removal::task)
                        .toList())
                .write(script, schema);
    }

    void write(Script script, Node.Slot slot, List<TaskChange> changes, List<Removal> removals) {
        if (changes.isEmpty()) {
            return;
        }
        remove(script, removals);
        List<TaskLease> completed = new ArrayList<>();
        List<TaskChange.Bury> buried = new ArrayList<>();
        List<TaskRow> added = new ArrayList<>();
        List<DeadTask> dead = new ArrayList<>();
        for (TaskChange change : changes) {
            if (change instanceof TaskChange.Add add) {
                check(add.task());
                added.add(add.task());
            } else if (change instanceof TaskChange.AddDead add) {
                check(add.dead().task());
                dead.add(add.dead());
            } else if (change instanceof TaskChange.Replace replace) {
                check(replace.task());
                added.add(replace.task());
            } else if (change instanceof TaskChange.Complete complete) {
                completed.add(complete.lease());
            } else if (change instanceof TaskChange.Bury bury) {
                buried.add(bury);
            }
        }
        removals.forEach(removal -> added.addAll(removal.following()));
        complete(script, completed);
        bury(script, buried);
        add(script, added);
        addDead(script, dead);
        TaskCounts counts = count(added, completed, buried, removals);
        dead.forEach(each -> counts.dead(each.task().queue(), 1));
        counts.write(script, schema, slot);
    }

    /** The commit fails if any of it does not happen. */
    private static TaskCounts count(
            List<TaskRow> added, List<TaskLease> completed, List<TaskChange.Bury> buried, List<Removal> removals) {
        TaskCounts counts = new TaskCounts();
        added.forEach(task -> counts.live(task.queue(), 1));
        completed.forEach(lease -> counts.live(lease.task().queue(), -1));
        removals.forEach(removal -> counts.live(removal.task().queue(), -1));
        buried.forEach(bury -> counts.live(bury.lease().task().queue(), -1)
                .dead(bury.lease().task().queue(), 1));
        return counts;
    }

    static void check(TaskRow task) {
        if (task.priority() < 0 || task.priority() > 255) {
            throw new IllegalArgumentException("Task " + task.id() + " in queue \"" + task.queue() + "\" has priority "
                    + task.priority() + "; it must be 0 to 255");
        }
    }

    private void complete(Script script, List<TaskLease> leases) {
        if (leases.isEmpty()) {
            return;
        }
        script.add(
                "with gone as (delete from " + schema + ".task t using unnest(?::bigint[], ?::bigint[]) x(id, token)"
                        + " where t.id = x.id and t.token = x.token and t.state = 1 returning t.queue, t.name), "
                        + releasedNames("gone")
                        + " select 1 / (case when count(*) = ? then 1 else 0 end) from gone",
                TaskColumns.longs(leases, lease -> lease.task().id()),
                TaskColumns.longs(leases, TaskLease::token),
                clock.tombstoneEnd(),
                leases.size());
        ConcurrencyKeys.leaving(leases.stream().map(TaskLease::task).toList()).write(script, schema);
    }

    /** A part of a statement that keeps the names of tasks that end taken for a while. Takes the end of that time. */
    String releasedNames(String gone) {
        return "released as (update " + schema + ".task_name n set until = ? from " + gone
                + " g where n.queue = g.queue and n.name = g.name)";
    }

    private void bury(Script script, List<TaskChange.Bury> buried) {
        if (buried.isEmpty()) {
            return;
        }
        script.add(
                "with dead as (update " + schema + ".task t set state = 3, token = null, node = null, epoch = null,"
                        + " reason = x.reason, died = ?, last_error = coalesce(x.error, t.last_error)"
                        + " from unnest(?::bigint[], ?::bigint[], ?::text[], ?::text[]) x(id, token, reason, error)"
                        + " where t.id = x.id and t.token = x.token and t.state = 1 returning 1)"
                        + " select 1 / (case when count(*) = ? then 1 else 0 end) from dead",
                clock.now(),
                TaskColumns.longs(buried, bury -> bury.lease().task().id()),
                TaskColumns.longs(buried, bury -> bury.lease().token()),
                TaskColumns.texts(buried, bury -> bury.reason().name()),
                TaskColumns.texts(buried, bury -> TaskColumns.storable(bury.error())),
                buried.size());
        ConcurrencyKeys.leaving(buried.stream().map(bury -> bury.lease().task()).toList())
                .write(script, schema);
    }

    private void add(Script script, List<TaskRow> added) {
        if (added.isEmpty()) {
            return;
        }
        takeNames(script, added);
        TaskColumns.insert(
                script,
                schema,
                added,
                task -> task.traits().concurrencyKey() == null ? TaskColumns.WAITS : TaskColumns.HELD);
        ConcurrencyKeys.coming(added).write(script, schema);
    }

    private void addDead(Script script, List<DeadTask> dead) {
        if (dead.isEmpty()) {
            return;
        }
        List<TaskRow> tasks = dead.stream().map(DeadTask::task).toList();
        takeNames(script, tasks);
        TaskColumns.insert(script, schema, tasks, task -> TaskColumns.DEAD);
        script.add(
                "update " + schema + ".task t set reason = x.reason, died = x.died"
                        + " from unnest(?::bigint[], ?::text[], ?::bigint[]) x(id, reason, died) where t.id = x.id",
                TaskColumns.longs(tasks, TaskRow::id),
                TaskColumns.texts(dead, each -> each.reason().name()),
                TaskColumns.longs(dead, DeadTask::died));
    }

    private void takeNames(Script script, List<TaskRow> added) {
        List<TaskRow> named = added.stream().filter(task -> task.name() != null).toList();
        if (!named.isEmpty()) {
            script.add(
                    "insert into " + schema + ".task_name as t (queue, name, task)"
                            + " select * from unnest(?::text[], ?::text[], ?::bigint[]) on conflict (queue, name) do update"
                            + " set until = null, task = case when t.until <= ? then excluded.task end",
                    TaskColumns.texts(named, TaskRow::queue),
                    TaskColumns.texts(named, TaskRow::name),
                    TaskColumns.longs(named, TaskRow::id),
                    clock.now());
        }
    }

    private static @Nullable TaskRow added(TaskChange change) {
        if (change instanceof TaskChange.Add add) {
            return add.task();
        }
        if (change instanceof TaskChange.AddDead add) {
            TaskRow task = add.dead().task();
            return task.withTraits(task.traits().withoutUniqueKey());
        }
        return change instanceof TaskChange.Replace replace ? replace.task() : null;
    }

    /** A name that comes twice among the changes: the server would not say which. */
    static @Nullable CommitResult doubled(List<TaskChange> changes) {
        Set<List<String>> seen = new HashSet<>();
        for (TaskChange change : changes) {
            TaskRow added = added(change);
            if (added != null) {
                String name = added.name();
                String unique = added.traits().uniqueKey();
                if (name != null && !seen.add(List.of("name", added.queue(), name))) {
                    return new CommitResult.DuplicateTask(added.queue(), name);
                }
                if (unique != null && !seen.add(List.of("unique", added.queue(), unique))) {
                    return new CommitResult.DuplicateTask(added.queue(), unique);
                }
            }
        }
        return null;
    }

    /** Why a commit was refused, if it was for its tasks. */
    @Nullable
    CommitResult refusal(Connection connection, List<TaskChange> changes) throws SQLException {
        for (TaskChange change : changes) {
            TaskRow added = added(change);
            CommitResult refusal = added != null
                    ? duplicate(connection, added, change instanceof TaskChange.Replace ? "state = 1" : "state <> 3")
                    : lost(
                            connection,
                            change instanceof TaskChange.Complete complete
                                    ? complete.lease()
                                    : ((TaskChange.Bury) change).lease());
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }

    private @Nullable CommitResult duplicate(Connection connection, TaskRow task, String taken) throws SQLException {
        String name = task.name();
        if (name != null
                && any(
                        connection,
                        "select 1 from " + schema
                                + ".task_name where queue = ? and name = ? and (until is null or until > ?)",
                        task.queue(),
                        name,
                        clock.now())) {
            return new CommitResult.DuplicateTask(task.queue(), name);
        }
        String unique = task.traits().uniqueKey();
        if (unique != null
                && any(
                        connection,
                        "select 1 from " + schema + ".task where queue = ? and unique_key = ? and " + taken,
                        task.queue(),
                        unique)) {
            return new CommitResult.DuplicateTask(task.queue(), unique);
        }
        return null;
    }

    private @Nullable CommitResult lost(Connection connection, TaskLease lease) throws SQLException {
        return any(
                        connection,
                        "select 1 from " + schema + ".task where id = ? and token = ? and state = 1",
                        lease.task().id(),
                        lease.token())
                ? null
                : new CommitResult.LeaseLost(lease.task().id());
    }

    private static boolean any(Connection connection, String statement, Object... arguments) throws SQLException {
        boolean[] found = new boolean[1];
        new Script().query(statement, rows -> found[0] = rows.next(), arguments).run(connection);
        return found[0];
    }

    void committed(List<TaskChange> changes, List<Removal> removals) {
        Set<String> noted = new LinkedHashSet<>();
        Set<String> queues = new LinkedHashSet<>();
        removals.forEach(removal -> {
            addKeyed(queues, removal.task());
            removal.following().forEach(task -> queues.add(task.queue()));
        });
        for (TaskChange change : changes) {
            TaskRow added = added(change);
            if (added != null) {
                addKeyed(queues, added);
                ready.lowWater().note(added);
                noted.add(added.queue());
            } else if (change instanceof TaskChange.Complete complete) {
                addKeyed(queues, complete.lease().task());
            } else if (change instanceof TaskChange.Bury bury) {
                addKeyed(queues, bury.lease().task());
            }
        }
        noted.removeAll(queues);
        ready.tell(queues);
        ready.tellNoted(noted);
    }

    /** Tasks to be added by {@link PlainAdds}, with places where a worker of this process has nothing to do. */
    List<PlainAdd> adding(List<TaskChange> changes) {
        TaskTaker taker = ready.taker();
        return changes.stream()
                .map(change -> PlainAdd.of(((TaskChange.Add) change).task(), taker))
                .toList();
    }

    /** They are committed. */
    void added(List<PlainAdd> adds) {
        Set<String> noted = new LinkedHashSet<>();
        for (PlainAdd add : adds) {
            TaskLease lease = add.lease();
            if (lease != null && add.isLeased()) {
                begin(add.taker(), lease);
                continue;
            }
            if (lease != null && add.isUnsure()) {
                unsure.add(lease);
            }
            ready.lowWater().note(add.task());
            noted.add(add.task().queue());
            if (add.hasPlace()) {
                add.taker().release(add.task());
            }
        }
        ready.tellNoted(noted);
    }

    private void begin(TaskTaker taker, TaskLease lease) {
        try {
            taker.begin(List.of(lease));
        } catch (RuntimeException e) {
            logger.warn(
                    "Task {} could not be handed over; it waits until somebody looks",
                    lease.task().id(),
                    e);
            unsure.add(lease);
        }
    }

    /** They are not committed, or nobody knows whether they are. */
    void notAdded(List<PlainAdd> adds) {
        for (PlainAdd add : adds) {
            TaskLease lease = add.lease();
            if (lease != null) {
                unsure.add(lease);
            }
            if (add.hasPlace()) {
                add.taker().release(add.task());
            }
        }
    }

    /** Takes out what may be stored as claimed although nobody runs it. */
    List<TaskLease> takeUnsure() {
        List<TaskLease> taken = new ArrayList<>();
        for (TaskLease lease = unsure.poll(); lease != null; lease = unsure.poll()) {
            taken.add(lease);
        }
        return taken;
    }

    void unsure(Collection<TaskLease> leases) {
        unsure.addAll(leases);
    }

    /** Adds the queue of a task with a concurrency key: with it comes or goes who knows which other. */
    static void addKeyed(Set<String> queues, TaskRow task) {
        if (task.traits().concurrencyKey() != null) {
            queues.add(task.queue());
        }
    }
}
