package dev.kindred.datastore.engine.ordered;

import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.QueueStatistics;
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
    public long nextId() {
        return open.get().nextId();
    }

    @Override
    public List<TaskLease> claim(String queue, int max, long now) {
        if (max < 1) {
            throw new IllegalArgumentException("At least 1 task must be asked for, not " + max);
        }
        return open.get().claim(queue, max, now);
    }

    @Override
    public List<TaskLease> complete(Collection<TaskLease> leases) {
        return open.get().complete(leases);
    }

    @Override
    public boolean retry(TaskLease lease, long eta, String error) {
        return open.get().retry(lease, eta, error);
    }

    @Override
    public boolean postpone(TaskLease lease, long eta) {
        return open.get().postpone(lease, eta);
    }

    @Override
    public boolean delete(String queue, long id) {
        return open.get().delete(queue, id);
    }

    @Override
    public void handBack(Collection<TaskLease> leases) {
        open.get().handBack(leases);
    }

    @Override
    public boolean bury(TaskLease lease, DeadTask.Reason reason, @Nullable String error) {
        return open.get().bury(lease, reason, error);
    }

    @Override
    public long nextEta(String queue) {
        return open.get().nextEta(queue);
    }

    @Override
    public Set<String> queues() {
        return open.get().queues();
    }

    @Override
    public QueueStatistics statistics(String queue) {
        return open.get().statistics(queue);
    }

    @Override
    public List<TaskRow> list(String queue, long afterId, int limit) {
        return open.get().list(queue, afterId, limit);
    }

    @Override
    public List<DeadTask> dead(String queue, long afterId, int limit) {
        return open.get().dead(queue, afterId, limit);
    }

    @Override
    public boolean redrive(String queue, long id) {
        return open.get().redrive(queue, id);
    }

    @Override
    public boolean discard(String queue, long id) {
        return open.get().discard(queue, id);
    }

    @Override
    public void onReady(Consumer<Set<String>> newListener) {
        listener = newListener;
    }
}
