package dev.kindred.datastore.engine.ordered;

import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.HeldName;
import dev.kindred.datastore.store.LeaseRequest;
import dev.kindred.datastore.store.QueueStatistics;
import dev.kindred.datastore.store.TaskFollowing;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TaskStorage;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The queues of an engine, whichever store it has open. */
final class OrderedTaskStorage implements TaskStorage {

    private static final Logger log = LoggerFactory.getLogger(OrderedTaskStorage.class);

    private final Supplier<OpenTasks> open;
    private volatile Consumer<Set<String>> listener = queues -> {};

    OrderedTaskStorage(Supplier<OpenTasks> open) {
        this.open = open;
    }

    /** The commit is there whatever the listener does. */
    void tellReady(Set<String> queues) {
        try {
            listener.accept(queues);
        } catch (RuntimeException e) {
            log.warn(
                    "The listener for ready tasks failed for queues {}; they are run when somebody looks next",
                    queues,
                    e);
        }
    }

    @Override
    public long now() {
        return open.get().now();
    }

    @Override
    public long nextId() {
        return open.get().ids().next();
    }

    @Override
    public List<TaskLease> claim(String queue, int max, long now) {
        if (max < 1) {
            throw new IllegalArgumentException("At least 1 task must be asked for, not " + max);
        }
        return new TaskClaims(open.get()).claim(queue, max, now);
    }

    @Override
    public List<TaskLease> complete(Collection<TaskLease> leases) {
        return new TaskEndings(open.get()).complete(leases);
    }

    @Override
    public boolean retry(TaskLease lease, long eta, String error) {
        return new TaskEndings(open.get()).retry(lease, eta, error);
    }

    @Override
    public boolean postpone(TaskLease lease, long eta) {
        return new TaskEndings(open.get()).postpone(lease, eta);
    }

    @Override
    public boolean delete(String queue, long id, TaskFollowing following) {
        return new TaskEndings(open.get()).delete(queue, id, following);
    }

    @Override
    public void handBack(Collection<TaskLease> leases) {
        new TaskEndings(open.get()).handBack(leases);
    }

    @Override
    public boolean bury(TaskLease lease, DeadTask.Reason reason, @Nullable String error) {
        return new TaskEndings(open.get()).bury(lease, reason, error);
    }

    @Override
    public long nextEta(String queue) {
        return new QueueHeads(open.get()).nextEta(queue);
    }

    @Override
    public Set<String> queues() {
        return open.get().queues();
    }

    @Override
    public QueueStatistics statistics(String queue) {
        return new QueueHeads(open.get()).statistics(queue);
    }

    @Override
    public List<TaskRow> list(String queue, long afterId, int limit) {
        return new StoredTasks(open.get()).list(queue, afterId, limit);
    }

    @Override
    public List<DeadTask> dead(String queue, long afterId, int limit) {
        return new StoredTasks(open.get()).dead(queue, afterId, limit);
    }

    @Override
    public boolean redrive(String queue, long id) {
        return !redrive(queue, List.of(id)).isEmpty();
    }

    @Override
    public List<Long> redrive(String queue, Collection<Long> ids) {
        return new DeadLetters(open.get()).redrive(queue, ids);
    }

    @Override
    public boolean discard(String queue, long id, TaskFollowing following) {
        return !discard(queue, List.of(id), following).isEmpty();
    }

    @Override
    public List<Long> discard(String queue, Collection<Long> ids, TaskFollowing following) {
        return new DeadLetters(open.get()).discard(queue, ids, following);
    }

    @Override
    public long purge(String queue, TaskFollowing following) {
        return new QueueControl(open.get()).purge(queue, following);
    }

    @Override
    public void pause(String queue) {
        new QueueControl(open.get()).pause(queue);
    }

    @Override
    public void resume(String queue) {
        new QueueControl(open.get()).resume(queue);
    }

    @Override
    public boolean isPaused(String queue) {
        return new QueueControl(open.get()).isPaused(queue);
    }

    @Override
    public @Nullable TaskRow find(String queue, String name) {
        return new QueueControl(open.get()).find(queue, TaskKeys.name(TaskKeys.text(queue), name));
    }

    @Override
    public @Nullable TaskRow findUnique(String queue, String uniqueKey) {
        return new QueueControl(open.get()).find(queue, TaskKeys.unique(TaskKeys.text(queue), uniqueKey));
    }

    @Override
    public boolean replace(TaskRow task, TaskFollowing following) {
        return new QueueControl(open.get()).replace(task, following);
    }

    @Override
    public boolean isTaken(String queue, String name) {
        return new QueueControl(open.get()).isTaken(queue, name);
    }

    @Override
    public Set<String> paused() {
        return open.get().paused();
    }

    @Override
    public List<HeldName> heldNames(@Nullable HeldName after, long takenAt, int limit) {
        return new HeldNames(open.get()).list(after, takenAt, limit);
    }

    @Override
    public void holdNames(Collection<HeldName> names) {
        new HeldNames(open.get()).hold(names);
    }

    @Override
    public List<TaskLease> lease(LeaseRequest request, Consumer<TaskRow> buried) {
        return new PullLeases(open.get()).lease(request, buried);
    }

    @Override
    public @Nullable TaskLease modifyLease(TaskLease lease, long now, long until) {
        return new PullLeases(open.get()).modify(lease, now, until);
    }

    @Override
    public boolean deleteLeased(TaskLease lease, TaskFollowing following) {
        return new PullLeases(open.get()).delete(lease, following);
    }

    @Override
    public @Nullable String firstTag(String queue, long now) {
        return new PullLeases(open.get()).firstTag(queue, now);
    }

    @Override
    public void onReady(Consumer<Set<String>> newListener) {
        listener = newListener;
    }
}
