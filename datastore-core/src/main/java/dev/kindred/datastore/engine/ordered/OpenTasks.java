package dev.kindred.datastore.engine.ordered;

import dev.kindred.datastore.engine.ordered.QueueState.Claim;
import dev.kindred.datastore.engine.ordered.TaskKeys.Place;
import dev.kindred.datastore.store.CommitResult;
import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.QueueStatistics;
import dev.kindred.datastore.store.ScanDirection;
import dev.kindred.datastore.store.StoreException;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TransactionMode;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The queues of a store while it is open. What waits is on the disk, in the order in which it runs; in memory are only the tasks that run and a few
 * numbers for each queue (see {@link QueueState}).
 *
 * <p>A claim is in memory and writes nothing but the counted attempt, for which it does not wait on the disk: a kill of the process must not lose it, a power cut may.
 * The ready row stays until the task is finished, so after a restart all that ran waits again without anybody having to look for it. Finishing does not wait for
 * the disk either: what a power cut takes of it runs again, as tasks may. The exception is a task that is completed in the commit of its handler.
 *
 * <p>All writes go through the resolver, in groups with all other commits, so that the counters of a queue are changed by one thread at a time.
 */
final class OpenTasks {

    private static final long IDS_AT_A_TIME = 4_096;
    private static final int SWEPT_AT_A_TIME = 1_000;
    private static final long SWEEP_MICROS = 60_000_000;

    private final OpenStore store;
    private final OrderedSettings settings;
    private final Consumer<Set<String>> ready;
    private final Map<String, QueueState> queues = new ConcurrentHashMap<>();
    /** Begins anywhere, so that a lease of another opening, or another engine, is not taken for one of ours. */
    private final AtomicLong tokens = new AtomicLong(new SecureRandom().nextLong() & Long.MAX_VALUE >>> 1);

    private final AtomicLong nextSweep = new AtomicLong();
    private final Object idLock = new Object();
    private long nextId;
    private long idCeiling;

    OpenTasks(OpenStore store, OrderedSettings settings, Consumer<Set<String>> ready) {
        this.store = store;
        this.settings = settings;
        this.ready = ready;
        byte[] ceiling = store.store().get(TaskKeys.ID_CEILING);
        idCeiling = ceiling == null ? 0 : Layout.readLong(ceiling, 0);
        nextId = idCeiling + 1;
        loadCounts();
        loadPauses();
    }

    // Within a transaction's commit

    /** Adds a task to a commit; returns why it cannot be. */
    @Nullable
    CommitResult add(TaskRow task, CommitRequest request, TaskWork work, Set<String> names) {
        if (task.priority() < 0 || task.priority() > 255) {
            throw new IllegalArgumentException("Task " + task.id() + " in queue \"" + task.queue() + "\" has priority "
                    + task.priority() + "; it must be 0 to 255");
        }
        QueueState queue = queue(task.queue());
        String name = task.name();
        if (name != null) {
            if (!names.add(queue.name + '\0' + name)) {
                return new CommitResult.DuplicateTask(queue.name, name);
            }
            byte[] row = TaskKeys.name(queue.key, name);
            long observedAt = store.resolver().applied();
            boolean taken = TaskFormat.isTaken(store.store().get(row), now());
            request.expectations.add(new Expectation.NameFree(queue.name, name, row, observedAt, taken));
            work.takeName(queue, name, task.id());
        }
        String unique = task.traits().uniqueKey();
        if (unique != null) {
            if (!names.add(queue.name + "\0\0" + unique)) {
                return new CommitResult.DuplicateTask(queue.name, unique);
            }
            byte[] row = TaskKeys.unique(queue.key, unique);
            long observedAt = store.resolver().applied();
            boolean taken = store.store().get(row) != null;
            request.expectations.add(new Expectation.NameFree(queue.name, unique, row, observedAt, taken));
            work.takeUnique(row, task.id());
        }
        work.add(queue, task);
        return null;
    }

    /** Adds the end of a running task to a commit; returns why it cannot be. */
    @Nullable
    CommitResult complete(TaskLease lease, TaskWork work) {
        QueueState queue = queues.get(lease.task().queue());
        Claim claim = queue == null ? null : queue.reserve(lease);
        if (queue == null || claim == null) {
            return new CommitResult.LeaseLost(lease.task().id());
        }
        work.reserve(queue, claim);
        work.remove(queue, claim);
        releaseName(queue, claim.task.name(), work);
        return null;
    }

    /** Adds the burial of a running task to a commit; returns why it cannot be. */
    @Nullable
    CommitResult bury(TaskLease lease, DeadTask.Reason reason, @Nullable String error, TaskWork work) {
        QueueState queue = queues.get(lease.task().queue());
        Claim claim = queue == null ? null : queue.reserve(lease);
        if (queue == null || claim == null) {
            return new CommitResult.LeaseLost(lease.task().id());
        }
        TaskRow task = claim.task;
        TaskRow last = TaskFormat.with(
                task,
                new TaskFormat.Progress(
                        task.attempts(), task.firstAttempt(), task.eta(), error == null ? task.lastError() : error));
        bury(queue, claim, last, reason, work);
        return null;
    }

    /** Adds the burial of a task to work whose caller decides about the task. */
    void bury(QueueState queue, Claim claim, TaskRow last, DeadTask.Reason reason, TaskWork work) {
        work.reserve(queue, claim);
        work.remove(queue, claim);
        work.bury(queue, new DeadTask(last, reason, now()));
    }

    /** Tells the queues, then the listener, that a commit is there. */
    void committed(TaskWork work) {
        Set<String> added = work.committed();
        if (!added.isEmpty()) {
            ready.accept(added);
        }
    }

    /** The leader's part: the counters of the queues that a group touched, in the group's batch. */
    void writeCounts(List<CommitRequest> passed, Batch batch) {
        Map<QueueState, long[]> touched = null;
        for (CommitRequest request : passed) {
            for (QueueDelta delta : request.deltas) {
                touched = touched == null ? new LinkedHashMap<>(4) : touched;
                long[] sums = touched.computeIfAbsent(delta.queue(), queue -> new long[2]);
                sums[0] += delta.stored();
                sums[1] += delta.dead();
            }
        }
        if (touched == null) {
            return;
        }
        touched.forEach((queue, sums) -> {
            queue.count(queue.stored() + sums[0], queue.dead() + sums[1]);
            byte[] counts = new byte[2 * Long.BYTES];
            Layout.writeLong(counts, 0, queue.stored());
            Layout.writeLong(counts, Long.BYTES, queue.dead());
            batch.put(Layout.row(Layout.TASK_COUNTS, queue.key), counts);
        });
    }

    // Outside

    long nextId() {
        synchronized (idLock) {
            if (nextId > idCeiling) {
                // Not waited for: the log keeps the order, so whatever survives of the tasks with these ids has this
                // row before it.
                long ceiling = idCeiling + IDS_AT_A_TIME;
                TaskWork work = newWork();
                work.batch().put(TaskKeys.ID_CEILING, TaskKeys.number(ceiling));
                submit(work, OrderedStore.Sync.PROCESS);
                idCeiling = ceiling;
            }
            return nextId++;
        }
    }

    List<TaskLease> claim(String name, int max, long now) {
        QueueState queue = queues.get(name);
        if (queue == null || queue.stored() == 0 || queue.isPaused()) {
            return List.of();
        }
        sweepNames();
        List<Claim> claims = takeDue(queue, max, now);
        if (claims.isEmpty()) {
            return List.of();
        }
        countAttempts(queue, claims);
        List<TaskLease> leases = new ArrayList<>(claims.size());
        for (Claim claim : claims) {
            leases.add(new TaskLease(claim.task, claim.token));
        }
        return leases;
    }

    /** Makes due tasks run, in memory. */
    List<Claim> takeDue(QueueState queue, int max, long now) {
        List<Claim> claims = new ArrayList<>();
        queue.claiming.lock();
        try {
            loadMarks(queue);
            Map<Integer, Place> marks = queue.beginClaim();
            Map<Integer, Place> reached = new HashMap<>();
            try (OrderedTransaction snapshot = OrderedTransaction.begin(store, TransactionMode.READ_ONLY)) {
                take(queue, snapshot, max, now, marks, reached, claims);
            } finally {
                queue.endClaim(reached);
            }
        } finally {
            queue.claiming.unlock();
        }
        return claims;
    }

    List<TaskLease> complete(Collection<TaskLease> leases) {
        List<TaskLease> lost = new ArrayList<>();
        TaskWork work = newWork();
        for (TaskLease lease : leases) {
            if (complete(lease, work) != null) {
                lost.add(lease);
            }
        }
        submit(work, OrderedStore.Sync.PROCESS);
        sweepNames();
        return lost;
    }

    boolean retry(TaskLease lease, long eta, String error) {
        return putBack(lease, eta, task -> new TaskFormat.Progress(task.attempts(), task.firstAttempt(), eta, error));
    }

    boolean postpone(TaskLease lease, long eta) {
        return putBack(lease, eta, task -> uncounted(task, eta));
    }

    private boolean putBack(TaskLease lease, long eta, Function<TaskRow, TaskFormat.Progress> progress) {
        QueueState queue = queues.get(lease.task().queue());
        Claim claim = queue == null ? null : queue.reserve(lease);
        if (queue == null || claim == null) {
            return false;
        }
        TaskRow task = claim.task;
        TaskWork work = newWork();
        work.reserve(queue, claim);
        work.moveBack(queue, claim, eta);
        work.progress(queue, task.id(), progress.apply(task));
        submit(work, OrderedStore.Sync.PROCESS);
        return true;
    }

    /** As if the run that was counted had not begun. */
    private static TaskFormat.Progress uncounted(TaskRow task, long eta) {
        return new TaskFormat.Progress(
                task.attempts() - 1, task.attempts() == 1 ? 0 : task.firstAttempt(), eta, task.lastError());
    }

    boolean delete(String name, long id) {
        QueueState queue = queues.get(name);
        if (queue == null) {
            return false;
        }
        // No claim meanwhile: it would not know that the task is about to go.
        queue.claiming.lock();
        try {
            Claim claim = queue.running(id);
            boolean waits = claim == null;
            if (claim == null) {
                TaskRow task = findTask(queue, id);
                claim = task == null ? null : new Claim(task, tokens.incrementAndGet());
                if (claim == null || !queue.claim(claim)) {
                    return false;
                }
            }
            return delete(queue, claim, waits);
        } finally {
            queue.claiming.unlock();
        }
    }

    /** Lets tasks wait as before, since nothing was written. */
    void release(QueueState queue, List<Claim> claims) {
        for (Claim claim : claims) {
            queue.ended(claim);
            queue.added(claim.rank(), claim.place());
        }
    }

    private boolean delete(QueueState queue, Claim claim, boolean waits) {
        TaskWork work = newWork();
        if (complete(new TaskLease(claim.task, claim.token), work) != null) {
            return false;
        }
        try {
            submit(work, OrderedStore.Sync.DURABLE);
        } catch (RuntimeException | Error e) {
            if (waits) {
                release(queue, List.of(claim));
            }
            throw e;
        }
        return true;
    }

    void handBack(Collection<TaskLease> leases) {
        TaskWork work = newWork();
        for (TaskLease lease : leases) {
            QueueState queue = queues.get(lease.task().queue());
            Claim claim = queue == null ? null : queue.reserve(lease);
            if (queue != null && claim != null) {
                TaskRow task = claim.task;
                work.reserve(queue, claim);
                work.leave(queue, claim);
                work.progress(queue, task.id(), uncounted(task, task.eta()));
            }
        }
        submit(work, OrderedStore.Sync.PROCESS);
    }

    boolean bury(TaskLease lease, DeadTask.Reason reason, @Nullable String error) {
        TaskWork work = newWork();
        if (bury(lease, reason, error, work) != null) {
            return false;
        }
        submit(work, OrderedStore.Sync.PROCESS);
        return true;
    }

    long nextEta(String name) {
        QueueState queue = queues.get(name);
        return queue == null || queue.isPaused() ? -1 : firstEta(queue);
    }

    private long firstEta(QueueState queue) {
        if (queue.stored() == 0) {
            return -1;
        }
        loadMarks(queue);
        long earliest = Long.MAX_VALUE;
        // The marks first, as in a claim: they promise nothing about a snapshot that is older than they are.
        Map<Integer, Place> marks = queue.marks();
        try (OrderedTransaction reader = OrderedTransaction.begin(store, TransactionMode.READ_ONLY)) {
            for (Map.Entry<Integer, Place> mark : marks.entrySet()) {
                Place first = reader.read(view -> firstWaiting(queue, view, mark.getKey(), mark.getValue()));
                if (first != null) {
                    earliest = Math.min(earliest, first.eta());
                }
            }
        }
        return earliest == Long.MAX_VALUE ? -1 : earliest;
    }

    Set<String> queues() {
        Set<String> names = new LinkedHashSet<>();
        queues.values().stream()
                .filter(QueueState::isKnown)
                .map(queue -> queue.name)
                .sorted()
                .forEach(names::add);
        return names;
    }

    QueueStatistics statistics(String name) {
        QueueState queue = queues.get(name);
        if (queue == null) {
            return new QueueStatistics(0, 0, 0, -1);
        }
        int running = queue.running();
        return new QueueStatistics(Math.max(0, queue.stored() - running), running, queue.dead(), firstEta(queue));
    }

    List<TaskRow> list(String name, long afterId, int limit) {
        byte[] key = TaskKeys.text(name);
        List<TaskRow> tasks = new ArrayList<>();
        try (OrderedTransaction reader = OrderedTransaction.begin(store, TransactionMode.READ_ONLY)) {
            reader.read(view -> {
                List<Long> ids = new ArrayList<>();
                List<byte[]> values = new ArrayList<>();
                List<byte[]> progress = new ArrayList<>();
                scanById(view, Layout.TASK, key, afterId, limit, (id, value) -> {
                    ids.add(id);
                    values.add(value);
                    progress.add(TaskKeys.byId(Layout.TASK_PROGRESS, key, id));
                });
                List<byte @Nullable []> found = view.getAll(progress);
                for (int i = 0; i < ids.size(); i++) {
                    tasks.add(TaskFormat.task(name, ids.get(i), values.get(i), found.get(i)));
                }
                return tasks;
            });
        }
        return tasks;
    }

    List<DeadTask> dead(String name, long afterId, int limit) {
        byte[] key = TaskKeys.text(name);
        List<DeadTask> dead = new ArrayList<>();
        try (OrderedTransaction reader = OrderedTransaction.begin(store, TransactionMode.READ_ONLY)) {
            reader.read(view -> {
                scanById(
                        view,
                        Layout.TASK_DEAD,
                        key,
                        afterId,
                        limit,
                        (id, value) -> dead.add(TaskFormat.dead(name, id, value)));
                return dead;
            });
        }
        return dead;
    }

    boolean redrive(String name, long id) {
        QueueState queue = queues.get(name);
        if (queue == null) {
            return false;
        }
        synchronized (queue.deadLock) {
            DeadTask dead = findDead(queue, id);
            if (dead == null) {
                return false;
            }
            TaskRow task = dead.task();
            TaskWork work = newWork();
            work.removeDead(queue, id);
            work.add(
                    queue,
                    TaskRow.waiting(
                                    id,
                                    name,
                                    task.name(),
                                    now(),
                                    task.priority(),
                                    task.payload(),
                                    task.headers(),
                                    task.created())
                            .withTraits(task.traits().withoutUniqueKey()));
            submit(work, OrderedStore.Sync.DURABLE);
            return true;
        }
    }

    boolean discard(String name, long id) {
        QueueState queue = queues.get(name);
        if (queue == null) {
            return false;
        }
        synchronized (queue.deadLock) {
            DeadTask dead = findDead(queue, id);
            if (dead == null) {
                return false;
            }
            TaskWork work = newWork();
            work.removeDead(queue, id);
            releaseName(queue, dead.task().name(), work);
            submit(work, OrderedStore.Sync.DURABLE);
            return true;
        }
    }

    // How

    private interface ById {
        void accept(long id, byte[] value);
    }

    private void take(
            QueueState queue,
            OrderedTransaction snapshot,
            int max,
            long now,
            Map<Integer, Place> marks,
            Map<Integer, Place> reached,
            List<Claim> claims) {
        snapshot.read(view -> {
            List<Place> places = new ArrayList<>();
            for (Map.Entry<Integer, Place> mark : marks.entrySet()) {
                if (places.size() == max) {
                    break;
                }
                int rank = mark.getKey();
                try (OrderedStore.Rows rows = view.rows(
                        TaskKeys.ready(queue.key, rank, mark.getValue()),
                        TaskKeys.ready(queue.key, rank, new Place(now + 1, 0)),
                        ScanDirection.ASCENDING)) {
                    while (places.size() < max && rows.next()) {
                        Place place = TaskKeys.placeOf(rows.key(), queue.key);
                        reached.put(rank, place.next());
                        if (!queue.isRunning(place.id())) {
                            places.add(place);
                        }
                    }
                }
            }
            List<byte[]> keys = new ArrayList<>(2 * places.size());
            for (Place place : places) {
                keys.add(TaskKeys.byId(Layout.TASK, queue.key, place.id()));
                keys.add(TaskKeys.byId(Layout.TASK_PROGRESS, queue.key, place.id()));
            }
            List<byte @Nullable []> values = view.getAll(keys);
            for (int i = 0; i < places.size(); i++) {
                Place place = places.get(i);
                byte[] value = values.get(2 * i);
                if (value == null) {
                    throw new StoreException(
                            "Queue \"" + queue.name + "\" has no task " + place.id() + " although it is to run");
                }
                TaskRow task = TaskFormat.task(queue.name, place.id(), value, values.get(2 * i + 1));
                TaskRow begun = TaskFormat.with(
                        task,
                        new TaskFormat.Progress(
                                task.attempts() + 1,
                                task.firstAttempt() == 0 ? now : task.firstAttempt(),
                                place.eta(),
                                task.lastError()));
                Claim claim = new Claim(begun, tokens.incrementAndGet());
                if (queue.claim(claim)) {
                    claims.add(claim);
                }
            }
            return claims;
        });
    }

    private void countAttempts(QueueState queue, List<Claim> claims) {
        TaskWork work = newWork();
        for (Claim claim : claims) {
            TaskRow task = claim.task;
            work.progress(
                    queue,
                    task.id(),
                    new TaskFormat.Progress(task.attempts(), task.firstAttempt(), task.eta(), task.lastError()));
        }
        try {
            submit(work, OrderedStore.Sync.PROCESS);
        } catch (RuntimeException | Error e) {
            release(queue, claims);
            throw e;
        }
    }

    /** Finds out which priorities a queue has tasks of, once, by leaps. */
    void loadMarks(QueueState queue) {
        if (!queue.marksLoaded()) {
            queue.claiming.lock();
            try (OrderedTransaction reader = OrderedTransaction.begin(store, TransactionMode.READ_ONLY)) {
                if (!queue.marksLoaded()) {
                    queue.loadMarks(reader.read(view -> ranks(queue, view)));
                }
            } finally {
                queue.claiming.unlock();
            }
        }
    }

    private static List<Integer> ranks(QueueState queue, OrderedStore.View view) {
        List<Integer> ranks = new ArrayList<>();
        byte[] end = TaskKeys.endOfQueue(Layout.TASK_READY, queue.key);
        int rank = 0;
        while (rank <= 255) {
            try (OrderedStore.Rows rows = view.rows(TaskKeys.rank(queue.key, rank), end, ScanDirection.ASCENDING)) {
                if (!rows.next()) {
                    return ranks;
                }
                rank = TaskKeys.rankOf(rows.key(), queue.key);
            }
            ranks.add(rank++);
        }
        return ranks;
    }

    static @Nullable Place firstWaiting(QueueState queue, OrderedStore.View view, int rank, Place mark) {
        byte[] end =
                rank == 255 ? TaskKeys.endOfQueue(Layout.TASK_READY, queue.key) : TaskKeys.rank(queue.key, rank + 1);
        try (OrderedStore.Rows rows = view.rows(TaskKeys.ready(queue.key, rank, mark), end, ScanDirection.ASCENDING)) {
            while (rows.next()) {
                Place place = TaskKeys.placeOf(rows.key(), queue.key);
                if (!queue.isRunning(place.id())) {
                    return place;
                }
            }
            return null;
        }
    }

    private static void scanById(
            OrderedStore.View view, byte rowClass, byte[] queue, long afterId, int limit, ById visitor) {
        try (OrderedStore.Rows rows = view.rows(
                TaskKeys.byId(rowClass, queue, afterId + 1),
                TaskKeys.endOfQueue(rowClass, queue),
                ScanDirection.ASCENDING)) {
            for (int left = limit; left > 0 && rows.next(); left--) {
                visitor.accept(Layout.readLong(rows.key(), 1 + queue.length), rows.value());
            }
        }
    }

    @Nullable
    TaskRow findTask(QueueState queue, long id) {
        try (OrderedTransaction reader = OrderedTransaction.begin(store, TransactionMode.READ_ONLY)) {
            return reader.read(view -> {
                byte[] value = view.get(TaskKeys.byId(Layout.TASK, queue.key, id));
                byte[] progress = view.get(TaskKeys.byId(Layout.TASK_PROGRESS, queue.key, id));
                return value == null ? null : TaskFormat.task(queue.name, id, value, progress);
            });
        }
    }

    private @Nullable DeadTask findDead(QueueState queue, long id) {
        try (OrderedTransaction reader = OrderedTransaction.begin(store, TransactionMode.READ_ONLY)) {
            return reader.read(view -> {
                byte[] value = view.get(TaskKeys.byId(Layout.TASK_DEAD, queue.key, id));
                return value == null ? null : TaskFormat.dead(queue.name, id, value);
            });
        }
    }

    void releaseName(QueueState queue, @Nullable String name, TaskWork work) {
        if (name != null) {
            long now = now();
            work.releaseName(queue, name, now + settings.nameTombstone().toNanos() / 1_000, now);
        }
    }

    /** Removes tombstones of names whose time is over, a batch once a minute, on the thread of whoever comes by. */
    private void sweepNames() {
        long now = now();
        long due = nextSweep.get();
        if (now < due || !nextSweep.compareAndSet(due, now + SWEEP_MICROS)) {
            return;
        }
        long observedAt = store.resolver().applied();
        TaskWork work = newWork();
        CommitRequest request = request(work, OrderedStore.Sync.PROCESS);
        int[] swept = new int[1];
        try (OrderedTransaction reader = OrderedTransaction.begin(store, TransactionMode.READ_ONLY)) {
            reader.read(view -> {
                try (OrderedStore.Rows rows = view.rows(
                        new byte[] {Layout.TASK_NAME_EXPIRY},
                        TaskKeys.nameExpiry(now, new byte[] {Layout.TASK_NAME}),
                        ScanDirection.ASCENDING)) {
                    while (swept[0] < SWEPT_AT_A_TIME && rows.next()) {
                        swept[0]++;
                        byte[] nameRow = TaskKeys.nameOfExpiry(rows.key(), rows.keyLength());
                        byte[] state = view.get(nameRow);
                        if (state != null && TaskFormat.tombstoneUntil(state) <= now) {
                            request.expectations.add(new Expectation.Unchanged(nameRow, observedAt));
                            work.batch().delete(nameRow);
                            work.keys().delete(nameRow);
                        }
                        work.batch().delete(Arrays.copyOf(rows.key(), rows.keyLength()));
                    }
                    return swept;
                }
            });
        }
        if (!work.batch().isEmpty()) {
            // A conflict means that a name was taken just now; the next sweep finds the rest.
            CommitResult result = store.resolver().submit(request);
            if (result instanceof CommitResult.Committed && swept[0] == SWEPT_AT_A_TIME) {
                nextSweep.set(now);
            }
        }
    }

    TaskWork newWork() {
        return new TaskWork(new Batch(256), new WrittenKeys(2));
    }

    private static CommitRequest request(TaskWork work, OrderedStore.Sync sync) {
        CommitRequest request =
                new CommitRequest(Long.MAX_VALUE, 0, new ReadSet(), work.batch(), work.keys(), sync, null);
        work.hand(request);
        return request;
    }

    /** Commits work that relies on nothing in the store. */
    void submit(TaskWork work, OrderedStore.Sync sync) {
        if (work.batch().isEmpty()) {
            return;
        }
        boolean done = false;
        try {
            CommitResult result = store.resolver().submit(request(work, sync));
            if (result instanceof CommitResult.Unknown unknown) {
                throw unknown.cause() instanceof StoreException cause
                        ? cause
                        : new StoreException(
                                "A change of tasks failed: " + unknown.cause().getMessage(), unknown.cause());
            }
            done = result instanceof CommitResult.Committed;
        } finally {
            if (!done) {
                work.notCommitted();
            }
        }
        committed(work);
    }

    /** A queue that has had tasks, or null. */
    @Nullable
    QueueState known(String name) {
        return queues.get(name);
    }

    void tellReady(Set<String> names) {
        ready.accept(names);
    }

    OpenStore store() {
        return store;
    }

    long nextToken() {
        return tokens.incrementAndGet();
    }

    QueueState queue(String name) {
        QueueState known = queues.get(name);
        return known != null ? known : queues.computeIfAbsent(name, QueueState::new);
    }

    private void loadPauses() {
        OrderedStore.View view = store.store().view();
        try (view;
                OrderedStore.Rows rows = view.rows(
                        new byte[] {Layout.TASK_PAUSED}, Layout.endOf(Layout.TASK_PAUSED), ScanDirection.ASCENDING)) {
            while (rows.next()) {
                queue(TaskKeys.queueOf(rows.key())).paused(true);
            }
        }
    }

    private void loadCounts() {
        OrderedStore.View view = store.store().view();
        try (view;
                OrderedStore.Rows rows = view.rows(
                        new byte[] {Layout.TASK_COUNTS}, Layout.endOf(Layout.TASK_COUNTS), ScanDirection.ASCENDING)) {
            while (rows.next()) {
                String name = TaskKeys.queueOf(rows.key());
                byte[] counts = rows.value();
                QueueState queue = new QueueState(name);
                queue.count(Layout.readLong(counts, 0), Layout.readLong(counts, Long.BYTES));
                queues.put(name, queue);
            }
        }
    }

    long now() {
        Instant now = settings.clock().instant();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }
}
