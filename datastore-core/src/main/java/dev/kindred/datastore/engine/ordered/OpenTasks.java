package dev.kindred.datastore.engine.ordered;

import dev.kindred.datastore.engine.ordered.QueueState.Claim;
import dev.kindred.datastore.store.CommitResult;
import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.ScanDirection;
import dev.kindred.datastore.store.StoreException;
import dev.kindred.datastore.store.TaskFollowing;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
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

    private final OpenStore store;
    private final OrderedSettings settings;
    private final Consumer<Set<String>> ready;
    private final Map<String, QueueState> queues = new ConcurrentHashMap<>();
    /** Begins anywhere, so that a lease of another opening, or another engine, is not taken for one of ours. */
    private final AtomicLong tokens = new AtomicLong(new SecureRandom().nextLong() & Long.MAX_VALUE >>> 1);

    private final TaskIds ids;
    private final NameTombstones tombstones;

    OpenTasks(OpenStore store, OrderedSettings settings, Consumer<Set<String>> ready) {
        this.store = store;
        this.settings = settings;
        this.ready = ready;
        ids = new TaskIds(this);
        tombstones = new NameTombstones(this, settings.nameTombstone());
        QueueCounts.load(store.store(), this::queue);
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
        CommitResult refusal = takeName(queue, task, request, work, names);
        if (refusal != null) {
            return refusal;
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

    /** Adds a dead letter to a commit; returns why it cannot be. */
    @Nullable
    CommitResult addDead(DeadTask dead, CommitRequest request, TaskWork work, Set<String> names) {
        QueueState queue = queue(dead.task().queue());
        CommitResult refusal = takeName(queue, dead.task(), request, work, names);
        if (refusal == null) {
            work.bury(queue, dead);
        }
        return refusal;
    }

    private @Nullable CommitResult takeName(
            QueueState queue, TaskRow task, CommitRequest request, TaskWork work, Set<String> names) {
        String name = task.name();
        if (name == null) {
            return null;
        }
        if (!names.add(queue.name + '\0' + name)) {
            return new CommitResult.DuplicateTask(queue.name, name);
        }
        byte[] row = TaskKeys.name(queue.key, name);
        long observedAt = store.resolver().applied();
        boolean taken = TaskFormat.isTaken(store.store().get(row), now());
        request.expectations.add(new Expectation.NameFree(queue.name, name, row, observedAt, taken));
        work.takeName(queue, name, task.id());
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
        tombstones.release(queue, claim.task.name(), work);
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

    /** Adds what follows a task that is taken away from outside. */
    void follow(TaskFollowing following, TaskRow removed, TaskWork work) {
        try {
            for (TaskRow task : following.of(removed)) {
                if (task.name() != null
                        || task.traits().uniqueKey() != null
                        || task.traits().concurrencyKey() != null) {
                    throw new IllegalArgumentException("Task " + task.id() + " of queue \"" + task.queue()
                            + "\" cannot follow task " + removed.id() + ": it has a name or a key");
                }
                work.add(queue(task.queue()), task);
            }
        } catch (RuntimeException | Error e) {
            work.notCommitted();
            throw e;
        }
    }

    /** Tells the queues, then the listener, that a commit is there. */
    void committed(TaskWork work) {
        Set<String> added = work.committed();
        if (!added.isEmpty()) {
            ready.accept(added);
        }
    }

    /** Gives back what a commit that failed had reserved, and tells whoever did not get it meanwhile. */
    void notCommitted(TaskWork work) {
        Set<String> freed = work.notCommitted();
        if (!freed.isEmpty()) {
            ready.accept(freed);
        }
    }

    // Outside

    TaskWork newWork() {
        return new TaskWork(new Batch(256), new WrittenKeys(2));
    }

    static CommitRequest request(TaskWork work, OrderedStore.Sync sync) {
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

    QueueState queue(String name) {
        QueueState known = queues.get(name);
        return known != null ? known : queues.computeIfAbsent(name, QueueState::new);
    }

    Set<String> queues() {
        return names(QueueState::isKnown);
    }

    Set<String> paused() {
        return names(QueueState::isPaused);
    }

    private Set<String> names(Predicate<QueueState> which) {
        Set<String> names = new LinkedHashSet<>();
        queues.values().stream().filter(which).map(queue -> queue.name).sorted().forEach(names::add);
        return names;
    }

    NameTombstones names() {
        return tombstones;
    }

    TaskIds ids() {
        return ids;
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

    long now() {
        Instant now = settings.clock().instant();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
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
}
