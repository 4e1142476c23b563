package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TaskTaker;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A task of {@link PlainAdds}, on its way into the store and, if a worker here has nothing to do, straight to that. For one thread at a time. */
final class PlainAdd {

    private final TaskRow task;
    private final TaskTaker taker;
    /** When its run begins; -1 if no place is kept for it. */
    private final long begins;

    private @Nullable TaskLease lease;
    private boolean answered;
    private boolean leased;

    private PlainAdd(TaskRow task, TaskTaker taker) {
        this.task = task;
        this.taker = taker;
        this.begins = taker.reserve(task);
    }

    /** A task to be added, and a place for it where there is one. */
    static PlainAdd of(TaskRow task, TaskTaker taker) {
        PostgresTasks.check(task);
        return new PlainAdd(task, taker);
    }

    TaskRow task() {
        return task;
    }

    TaskTaker taker() {
        return taker;
    }

    boolean hasPlace() {
        return begins >= 0;
    }

    /**
     * Makes the lease that it is to have, if there is a place.
     *
     * @param tokens asked when it is known as which process this one writes: so the token is not among those that a predecessor has lost
     */
    void lease(LongSupplier tokens) {
        answered = false;
        if (hasPlace()) {
            lease = new TaskLease(task.withProgress(task.eta(), 1, begins, task.lastError()), tokens.getAsLong());
        }
    }

    /** What it is to have, or has. */
    @Nullable
    TaskLease lease() {
        return lease;
    }

    /** Notes which tasks were stored as claimed. */
    void leased(Set<Long> ids) {
        answered = true;
        leased = ids.contains(task.id());
    }

    boolean isLeased() {
        return answered && leased;
    }

    /** Whether it may be stored as claimed although nobody has said so. */
    boolean isUnsure() {
        return lease != null && !answered;
    }
}
