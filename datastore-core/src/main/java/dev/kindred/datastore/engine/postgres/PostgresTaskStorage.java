package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.LeaseRequest;
import dev.kindred.datastore.store.QueueStatistics;
import dev.kindred.datastore.store.TaskChange;
import dev.kindred.datastore.store.TaskFollowing;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TaskStorage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Queues in a table. Each call is a round trip or two, in a transaction of its own. A running task carries the token of its run: whoever ends it must know that, so that a worker
 * which lost it changes nothing.
 */
final class PostgresTaskStorage implements TaskStorage {

    private static final Logger logger = LoggerFactory.getLogger(PostgresTaskStorage.class);

    private static final Comparator<TaskRow> ORDER = Comparator.<TaskRow>comparingInt(task -> -task.priority())
            .thenComparingLong(TaskRow::eta)
            .thenComparingLong(TaskRow::id);

    private static final Comparator<TaskRow> BY_ETA =
            Comparator.comparingLong(TaskRow::eta).thenComparingLong(TaskRow::id);

    /** A run that was counted, and does not count. Of the alias {@code t}. */
    private static final String UNCOUNTED =
            "attempts = t.attempts - 1, first_attempt = case when t.attempts = 1 then 0 else t.first_attempt end";

    private static final String NOT_RUNNING = "token = null, node = null, epoch = null";

    private static final int PURGED_AT_A_TIME = 500;

    private final InstantSource clock;
    private final Duration nameTombstone;
    private final Supplier<PostgresTasks> open;
    private final AtomicLong lastId = new AtomicLong();
    private volatile Consumer<Set<String>> listener = queues -> {};

    PostgresTaskStorage(InstantSource clock, Duration nameTombstone, Supplier<PostgresTasks> open) {
        this.clock = clock;
        this.nameTombstone = nameTombstone;
        this.open = open;
    }

    private static long micros(Instant time) {
        return TimeUnit.SECONDS.toMicros(time.getEpochSecond()) + TimeUnit.NANOSECONDS.toMicros(time.getNano());
    }

    long now() {
        return micros(clock.instant());
    }

    long tombstoneEnd() {
        return micros(clock.instant().plus(nameTombstone));
    }

    void tellReady(Set<String> queues) {
        if (queues.isEmpty()) {
            return;
        }
        try {
            listener.accept(queues);
        } catch (RuntimeException e) {
            logger.warn("The listener for queues {} failed", queues, e);
        }
    }

    private Server server() {
        return open.get().server();
    }

    private String schema() {
        return server().schema();
    }

    private String task() {
        return schema() + ".task";
    }

    /** Microseconds, and below them the number of the process: greater than those before, wherever they were given, as far as clocks agree. */
    @Override
    public long nextId() {
        Server server = server();
        long node = server.node().id() & 0xFFF;
        long time = micros(Instant.now()) - TaskIds.EPOCH_MICROS;
        return lastId.accumulateAndGet(time, (last, given) -> Math.max(last + 1, given)) << TaskIds.NODE_BITS | node;
    }

    // Workers

    @Override
    public List<TaskLease> claim(String queue, int max, long now) {
        Server server = server();
        Node node = server.node();
        long token = nextId();
        List<TaskRow> claimed = new ArrayList<>();
        server.run("Claiming tasks", () -> {
            claimed.clear();
            return new Script()
                    .query(
                            "with recursive p(priority) as (" + priorities() + "),"
                                    + " due as (select d.id from p cross join lateral (select t.id from " + task()
                                    + " t where t.queue = ? and t.state = 0 and t.priority = p.priority and t.eta <= ?"
                                    + " order by t.eta, t.id limit ? for update skip locked) d"
                                    + " where p.priority is not null and not exists (select 1 from " + schema()
                                    + ".queue_pause where queue = ?) limit ?)"
                                    + " update " + task()
                                    + " t set state = 1, attempts = t.attempts + 1, first_attempt ="
                                    + " case when t.first_attempt = 0 then ? else t.first_attempt end,"
                                    + " token = ?, node = ?, epoch = ? from due where t.id = due.id returning "
                                    + TaskColumns.ALL,
                            rows -> {
                                while (rows.next()) {
                                    claimed.add(TaskColumns.row(rows));
                                }
                            },
                            queue,
                            queue,
                            queue,
                            now,
                            max,
                            queue,
                            max,
                            now,
                            token,
                            node.id(),
                            node.epoch());
        });
        claimed.sort(ORDER);
        return claimed.stream().map(each -> new TaskLease(each, token)).toList();
    }

    @Override
    public List<TaskLease> complete(Collection<TaskLease> leases) {
        List<TaskLease> all = List.copyOf(leases);
        if (all.isEmpty()) {
            return List.of();
        }
        Set<Long> gone = new HashSet<>();
        ConcurrencyKeys keys =
                ConcurrencyKeys.leaving(all.stream().map(TaskLease::task).toList());
        if (keys.isEmpty()) {
            server().run("Completing tasks", () -> completing(all, gone));
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

    private Script completing(List<TaskLease> leases, Set<Long> gone) {
        gone.clear();
        boolean named = leases.stream().anyMatch(lease -> lease.task().name() != null);
        String delete = "delete from " + task() + " t using unnest(?::bigint[], ?::bigint[]) x(id, token)"
                + " where t.id = x.id and t.token = x.token and t.state = 1 returning t.id";
        Long[] ids = TaskColumns.longs(leases, lease -> lease.task().id());
        Long[] tokens = TaskColumns.longs(leases, TaskLease::token);
        Script.Rows reader = rows -> {
            while (rows.next()) {
                gone.add(rows.getLong(1));
            }
        };
        return named
                ? new Script()
                        .query(
                                "with gone as (" + delete + ", t.queue, t.name), "
                                        + open.get().releasedNames("gone") + " select id from gone",
                                reader,
                                ids,
                                tokens,
                                tombstoneEnd())
                : new Script().query(delete, reader, ids, tokens);
    }

    /** Ends the run of a task as the commit of its handler would, in one of its own; false if the lease was lost. */
    private boolean end(TaskChange change) {
        return server().runUnlessRefused("Ending a task", () -> {
            Script script = new Script().add("begin isolation level read committed");
            open.get().write(script, List.of(change), List.of());
            return script.add("commit");
        });
    }

    private void tellKeyed(List<TaskLease> leases, Set<Long> ended) {
        Set<String> ready = new LinkedHashSet<>();
        for (TaskLease lease : leases) {
            if (ended.contains(lease.task().id())) {
                PostgresTasks.addKeyed(ready, lease.task());
            }
        }
        tellReady(ready);
    }

    @Override
    public boolean retry(TaskLease lease, long eta, String error) {
        return putBack(
                lease,
                "update " + task() + " t set state = 0, " + NOT_RUNNING + ", eta = ?, last_error = ?",
                eta,
                Objects.requireNonNull(TaskColumns.storable(error)));
    }

    @Override
    public boolean postpone(TaskLease lease, long eta) {
        return putBack(lease, "update " + task() + " t set state = 0, " + NOT_RUNNING + ", eta = ?, " + UNCOUNTED, eta);
    }

    private boolean putBack(TaskLease lease, String update, Object... values) {
        Object[] arguments = new Object[values.length + 2];
        System.arraycopy(values, 0, arguments, 0, values.length);
        arguments[values.length] = lease.task().id();
        arguments[values.length + 1] = lease.token();
        boolean done =
                changed("Putting a task back", update + " where t.id = ? and t.token = ? and t.state = 1", arguments);
        if (done) {
            tellReady(Set.of(lease.task().queue()));
        }
        return done;
    }

    @Override
    public void handBack(Collection<TaskLease> leases) {
        if (leases.isEmpty()) {
            return;
        }
        List<TaskLease> all = List.copyOf(leases);
        Set<String> ready = new LinkedHashSet<>();
        server().run("Handing tasks back", () -> {
            ready.clear();
            return new Script()
                    .query(
                            "update " + task() + " t set state = 0, " + NOT_RUNNING + ", " + UNCOUNTED
                                    + " from unnest(?::bigint[], ?::bigint[]) x(id, token)"
                                    + " where t.id = x.id and t.token = x.token and t.state = 1 returning t.queue",
                            rows -> {
                                while (rows.next()) {
                                    ready.add(rows.getString(1));
                                }
                            },
                            TaskColumns.longs(all, lease -> lease.task().id()),
                            TaskColumns.longs(all, TaskLease::token));
        });
        tellReady(ready);
    }

    @Override
    public boolean bury(TaskLease lease, DeadTask.Reason reason, @Nullable String error) {
        boolean done = end(new TaskChange.Bury(lease, reason, error));
        if (done) {
            tellKeyed(List.of(lease), Set.of(lease.task().id()));
        }
        return done;
    }

    @Override
    public long nextEta(String queue) {
        return number(
                "Looking for the next task",
                "with recursive p(priority) as (" + priorities()
                        + ") select min((select t.eta from " + task()
                        + " t where t.queue = ? and t.state = 0 and t.priority = p.priority order by t.eta limit 1))"
                        + " from p where p.priority is not null and not exists (select 1 from " + schema()
                        + ".queue_pause where queue = ?)",
                -1,
                queue,
                queue,
                queue,
                queue);
    }

    /** The priorities of which there are waiting tasks, by leaps. Takes the queue twice. */
    private String priorities() {
        return "(select priority from " + task() + " where queue = ? and state = 0 order by priority desc limit 1)"
                + " union all select (select priority from " + task()
                + " t where t.queue = ? and t.state = 0 and t.priority < p.priority order by priority desc limit 1)"
                + " from p where p.priority is not null";
    }

    // Operators

    @Override
    public Set<String> queues() {
        Set<String> names = new LinkedHashSet<>();
        server().run("Listing queues", () -> new Script()
                .query(
                        "with recursive q(queue) as ((select queue from " + task()
                                + " order by queue limit 1) union all select (select t.queue from " + task()
                                + " t where t.queue > q.queue order by t.queue limit 1) from q where q.queue is not null)"
                                + " select queue from q where queue is not null",
                        rows -> {
                            while (rows.next()) {
                                names.add(rows.getString(1));
                            }
                        }));
        return names;
    }

    @Override
    public QueueStatistics statistics(String queue) {
        QueueStatistics[] found = new QueueStatistics[1];
        server().run("Counting tasks", () -> new Script()
                .query(
                        "select count(*) filter (where state in (0, 2)), count(*) filter (where state = 1),"
                                + " count(*) filter (where state = 3), coalesce(min(eta) filter (where state = 0), -1) from "
                                + task()
                                + " where queue = ?",
                        rows -> {
                            rows.next();
                            found[0] = new QueueStatistics(
                                    rows.getLong(1), rows.getLong(2), rows.getLong(3), rows.getLong(4));
                        },
                        queue));
        return found[0];
    }

    @Override
    public List<TaskRow> list(String queue, long afterId, int limit) {
        return rows(
                "select " + TaskColumns.ALL + " from " + task()
                        + " t where t.queue = ? and t.id > ? and t.state <> 3 order by t.id limit ?",
                queue,
                afterId,
                limit);
    }

    private List<TaskRow> rows(String statement, Object... arguments) {
        List<TaskRow> found = new ArrayList<>();
        server().run("Reading tasks", () -> {
            found.clear();
            return new Script()
                    .query(
                            statement,
                            rows -> {
                                while (rows.next()) {
                                    found.add(TaskColumns.row(rows));
                                }
                            },
                            arguments);
        });
        return found;
    }

    @Override
    public List<DeadTask> dead(String queue, long afterId, int limit) {
        List<DeadTask> found = new ArrayList<>();
        server().run("Reading dead letters", () -> {
            found.clear();
            return new Script()
                    .query(
                            "select " + TaskColumns.ALL + ", t.reason, t.died from " + task()
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

    @Override
    public boolean redrive(String queue, long id) {
        boolean done = server().runUnlessRefused("Redriving a dead letter", () -> {
            TaskRow[] dead = rows(
                            "select " + TaskColumns.ALL + " from " + task()
                                    + " t where t.queue = ? and t.id = ? and t.state = 3",
                            queue,
                            id)
                    .toArray(TaskRow[]::new);
            Script script = new Script()
                    .add("begin isolation level read committed")
                    .add(
                            "with back as (update " + task()
                                    + " t set state = case when concurrency_key is null then 0 else 2 end, eta = ?,"
                                    + " attempts = 0, first_attempt = 0, reason = null, died = null, unique_key = null"
                                    + " where t.queue = ? and t.id = ? and t.state = 3 returning 1)"
                                    + " select 1 / (case when count(*) = 1 then 1 else 0 end) from back",
                            now(),
                            queue,
                            id);
            ConcurrencyKeys.coming(List.of(dead)).write(script, schema());
            return script.add("commit");
        });
        if (done) {
            tellReady(Set.of(queue));
        }
        return done;
    }

    @Override
    public boolean discard(String queue, long id, TaskFollowing following) {
        TaskRow dead = one(rows(
                "select " + TaskColumns.ALL + " from " + task() + " t where t.queue = ? and t.id = ? and t.state = 3",
                queue,
                id));
        return dead != null
                && takeAway(
                        "Discarding a dead letter", dead, "t.state = 3", following, ConcurrencyKeys.leaving(List.of()));
    }

    /** Takes one task away if a condition still holds, keeps its name taken for a while, lets the next of its key in, and adds what follows. */
    private boolean takeAway(
            String what,
            TaskRow task,
            String condition,
            TaskFollowing following,
            ConcurrencyKeys keys,
            Object... arguments) {
        List<TaskRow> added = following.of(task);
        added.forEach(PostgresTaskStorage::checkFollowing);
        Object[] all = new Object[arguments.length + 2];
        all[0] = task.id();
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[all.length - 1] = tombstoneEnd();
        boolean done = server().runUnlessRefused(what, () -> {
            Script script = new Script()
                    .add("begin isolation level read committed")
                    .add(
                            "with gone as (delete from " + task() + " t where t.id = ? and " + condition
                                    + " returning t.queue, t.name), "
                                    + open.get().releasedNames("gone")
                                    + " select 1 / (case when count(*) = 1 then 1 else 0 end) from gone",
                            all);
            if (!added.isEmpty()) {
                TaskColumns.insert(script, schema(), added, each -> TaskColumns.WAITS);
            }
            keys.write(script, schema());
            return script.add("commit");
        });
        if (done) {
            Set<String> ready = new LinkedHashSet<>();
            added.forEach(each -> ready.add(each.queue()));
            PostgresTasks.addKeyed(ready, task);
            tellReady(ready);
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

    @Override
    public boolean delete(String queue, long id, TaskFollowing following) {
        TaskRow found = one(rows(
                "select " + TaskColumns.ALL + " from " + task() + " t where t.queue = ? and t.id = ? and t.state <> 3",
                queue,
                id));
        return found != null && delete(found, "t.state <> 3", following);
    }

    private boolean delete(TaskRow task, String condition, TaskFollowing following) {
        int state = state(task, condition);
        // If the state changes between looking and deleting, look again, as long as the task is there.
        while (state >= 0) {
            ConcurrencyKeys keys = ConcurrencyKeys.leaving(state == TaskColumns.HELD ? List.of() : List.of(task));
            if (takeAway("Taking a task away", task, "t.state = ?", following, keys, state)) {
                return true;
            }
            state = state(task, condition);
        }
        return false;
    }

    private int state(TaskRow task, String condition) {
        return (int) number(
                "Looking for a task",
                "select t.state from " + task() + " t where t.id = ? and " + condition,
                -1,
                task.id());
    }

    @Override
    public long purge(String queue, TaskFollowing following) {
        long last = nextId();
        long purged = 0;
        long after = 0;
        while (true) {
            List<TaskRow> page = rows(
                    "select " + TaskColumns.ALL + " from " + task()
                            + " t where t.queue = ? and t.id > ? and t.id <= ? and t.state in (0, 2) order by t.id limit "
                            + PURGED_AT_A_TIME,
                    queue,
                    after,
                    last);
            if (page.isEmpty()) {
                return purged;
            }
            after = page.get(page.size() - 1).id();
            List<TaskRow> plain = page.stream()
                    .filter(task -> task.traits().concurrencyKey() == null
                            && following.of(task).isEmpty())
                    .toList();
            purged += number(
                    "Purging a queue",
                    "with gone as (delete from " + task()
                            + " t using unnest(?::bigint[]) x(id) where t.id = x.id and t.state = 0"
                            + " returning t.queue, t.name), "
                            + open.get().releasedNames("gone") + " select count(*) from gone",
                    0,
                    TaskColumns.longs(plain, TaskRow::id),
                    tombstoneEnd());
            Set<TaskRow> done = new HashSet<>(plain);
            // From the last on, so that none is let in that is about to go.
            for (int i = page.size() - 1; i >= 0; i--) {
                if (!done.contains(page.get(i)) && delete(page.get(i), "t.state in (0, 2)", following)) {
                    purged++;
                }
            }
        }
    }

    @Override
    public void pause(String queue) {
        server().run("Pausing a queue", () -> new Script()
                .add("insert into " + schema() + ".queue_pause (queue) values (?) on conflict do nothing", queue));
    }

    @Override
    public void resume(String queue) {
        server().run("Resuming a queue", () -> new Script()
                .add("delete from " + schema() + ".queue_pause where queue = ?", queue));
        tellReady(Set.of(queue));
    }

    @Override
    public boolean isPaused(String queue) {
        return number(
                        "Looking for a pause",
                        "select count(*) from " + schema() + ".queue_pause where queue = ?",
                        0,
                        queue)
                > 0;
    }

    @Override
    public @Nullable TaskRow find(String queue, String name) {
        return one(rows(
                "select " + TaskColumns.ALL + " from " + schema() + ".task_name n join " + task()
                        + " t on t.id = n.task where n.queue = ? and n.name = ? and n.until is null and t.state <> 3",
                queue,
                name));
    }

    @Override
    public boolean isTaken(String queue, String name) {
        return number(
                        "Looking for a name",
                        "select count(*) from " + schema()
                                + ".task_name where queue = ? and name = ? and (until is null or until > ?)",
                        0,
                        queue,
                        name,
                        now())
                > 0;
    }

    @Override
    public @Nullable TaskRow findUnique(String queue, String uniqueKey) {
        return one(rows(
                "select " + TaskColumns.ALL + " from " + task()
                        + " t where t.queue = ? and t.unique_key = ? and t.state <> 3",
                queue,
                uniqueKey));
    }

    private static @Nullable TaskRow one(List<TaskRow> found) {
        return found.isEmpty() ? null : found.get(0);
    }

    @Override
    public boolean replace(TaskRow with, TaskFollowing following) {
        TaskRow waiting = one(rows(
                "select " + TaskColumns.ALL + " from " + task()
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
        added.forEach(PostgresTaskStorage::checkFollowing);
        boolean done = server().runUnlessRefused("Replacing a task", () -> {
            Script script = new Script()
                    .add("begin isolation level read committed")
                    .add(
                            "with done as (update " + task()
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
                TaskColumns.insert(script, schema(), added, each -> TaskColumns.WAITS);
            }
            return script.add("commit");
        });
        if (done) {
            Set<String> ready = new LinkedHashSet<>(Set.of(with.queue()));
            added.forEach(each -> ready.add(each.queue()));
            tellReady(ready);
        }
        return done;
    }

    // Pull queues

    @Override
    public List<TaskLease> lease(LeaseRequest request, Consumer<TaskRow> buried) {
        List<TaskLease> leases = new ArrayList<>();
        boolean more = true;
        while (more && leases.size() < request.max()) {
            int wanted = request.max() - leases.size();
            List<TaskRow> leased = new ArrayList<>();
            server().run("Leasing tasks", () -> leasing(request, wanted, leased));
            // As many as were wanted, but some of them to be given up: there may be others.
            more = leased.size() == wanted;
            leased.sort(request.tag() == null ? ORDER : BY_ETA);
            for (TaskRow row : leased) {
                if (row.attempts() > request.maxLeases()) {
                    buried.accept(giveUp(row));
                } else {
                    leases.add(new TaskLease(withEta(row, request.until()), row.attempts()));
                }
            }
        }
        return leases;
    }

    private Script leasing(LeaseRequest request, int wanted, List<TaskRow> leased) {
        leased.clear();
        String tag = request.tag();
        String due = tag == null
                ? "select t.id from " + task() + " t where t.queue = ? and t.state = 0 and t.eta <= ?"
                        + " and ?::text is null order by t.priority desc, t.eta, t.id"
                : "select t.id from " + task()
                        + " t where t.queue = ? and t.state = 0 and t.eta <= ? and t.tag = ? order by t.eta, t.id";
        return new Script()
                .query(
                        "with due as (" + due + " limit ? for update skip locked), was as (select t.id, t.eta from "
                                + task() + " t join due on due.id = t.id where not exists (select 1 from " + schema()
                                + ".queue_pause where queue = ?)), done as (update " + task()
                                + " t set eta = ?, attempts = t.attempts + 1, first_attempt ="
                                + " case when t.first_attempt = 0 then ? else t.first_attempt end from was"
                                + " where t.id = was.id returning "
                                + TaskColumns.ALL.replace("t.eta", "was.eta") + ") select * from done",
                        rows -> {
                            while (rows.next()) {
                                leased.add(TaskColumns.row(rows));
                            }
                        },
                        request.queue(),
                        request.now(),
                        tag,
                        wanted,
                        request.queue(),
                        request.until(),
                        request.now());
    }

    private TaskRow giveUp(TaskRow row) {
        int before = row.attempts() - 1;
        String error = "It was leased " + before + " times and never deleted.";
        server().run("Giving a task up", () -> new Script()
                .add(
                        "update " + task()
                                + " t set state = 3, attempts = ?, eta = ?, reason = ?, died = ?, last_error = ?"
                                + " where t.id = ? and t.state = 0 and t.attempts = ?",
                        before,
                        row.eta(),
                        DeadTask.Reason.RETRIES_EXHAUSTED.name(),
                        now(),
                        error,
                        row.id(),
                        row.attempts()));
        return with(row, row.eta(), before, error);
    }

    private static TaskRow withEta(TaskRow row, long eta) {
        return with(row, eta, row.attempts(), row.lastError());
    }

    private static TaskRow with(TaskRow row, long eta, int attempts, @Nullable String error) {
        return new TaskRow(
                row.id(),
                row.queue(),
                row.name(),
                eta,
                row.priority(),
                row.payload(),
                row.headers(),
                attempts,
                row.created(),
                row.firstAttempt(),
                error,
                row.traits());
    }

    @Override
    public @Nullable TaskLease modifyLease(TaskLease lease, long now, long until) {
        TaskRow row = lease.task();
        boolean done = changed(
                "Changing a lease",
                "update " + task() + " t set eta = ? where t.id = ? and t.state = 0 and t.attempts = ?"
                        + " and t.attempts > 0 and t.eta = ? and t.eta > ?",
                until,
                row.id(),
                (int) lease.token(),
                row.eta(),
                now);
        return done ? new TaskLease(withEta(row, until), lease.token()) : null;
    }

    @Override
    public boolean deleteLeased(TaskLease lease, TaskFollowing following) {
        return takeAway(
                "Deleting a leased task",
                lease.task(),
                "t.state = 0 and t.attempts = ? and t.attempts > 0 and t.eta = ?",
                following,
                ConcurrencyKeys.leaving(List.of(lease.task())),
                (int) lease.token(),
                lease.task().eta());
    }

    @Override
    public @Nullable String firstTag(String queue, long now) {
        String[] tag = new String[1];
        server().run("Looking for a tag", () -> new Script()
                .query(
                        "select coalesce(t.tag, '') from " + task()
                                + " t where t.queue = ? and t.state = 0 and t.eta <= ? and not exists (select 1 from "
                                + schema()
                                + ".queue_pause where queue = ?) order by t.priority desc, t.eta, t.id limit 1",
                        rows -> tag[0] = rows.next() ? rows.getString(1) : null,
                        queue,
                        now,
                        queue));
        return tag[0];
    }

    @Override
    public void onReady(Consumer<Set<String>> ready) {
        listener = ready;
    }

    // Help

    /** Whether a statement changes a row. */
    private boolean changed(String what, String statement, @Nullable Object... arguments) {
        return number(what, "with done as (" + statement + " returning 1) select count(*) from done", 0, arguments) > 0;
    }

    private long number(String what, String statement, long absent, @Nullable Object... arguments) {
        long[] found = new long[1];
        server().run(what, () -> {
            found[0] = absent;
            return new Script()
                    .query(
                            statement,
                            rows -> {
                                if (rows.next()) {
                                    long number = rows.getLong(1);
                                    found[0] = rows.wasNull() ? absent : number;
                                }
                            },
                            arguments);
        });
        return found[0];
    }
}
