package dev.kindred.delay.queue;

import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TaskTaker;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Takes tasks over that are added in this process, due at once, while a worker has nothing to do: they need no claim, and begin as soon as they are committed. Only where nothing of their queue is
 * known to wait, so that none overtakes another, and where nobody has to count, as for a rate.
 */
final class Takeover implements TaskTaker {

    private final Workers workers;
    private final Set<String> signalled;
    private final Clock clock;
    private final Consumer<List<TaskLease>> refused;
    private final Runnable hungry;

    /**
     * A taker for the workers of a session.
     *
     * @param signalled queues in which something may wait, besides those that the workers know of
     * @param refused gets what comes too late
     * @param hungry is told when a place is given up for which there may be work
     */
    Takeover(Workers workers, Set<String> signalled, Clock clock, Consumer<List<TaskLease>> refused, Runnable hungry) {
        this.workers = workers;
        this.signalled = signalled;
        this.clock = clock;
        this.refused = refused;
        this.hungry = hungry;
    }

    @Override
    public long reserve(TaskRow task) {
        long now = Micros.now(clock);
        return task.eta() <= now && !signalled.contains(task.queue()) && workers.reserve(task.queue(), now) ? now : -1;
    }

    @Override
    public void begin(List<TaskLease> leases) {
        for (TaskLease lease : leases) {
            if (!workers.begin(lease)) {
                refused.accept(List.of(lease));
            }
        }
    }

    @Override
    public void release(TaskRow task) {
        if (workers.release(task.queue())) {
            hungry.run();
        }
    }
}
