package dev.kindred.delay.queue;

import dev.kindred.datastore.store.TaskLease;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A run in progress, seen by who may have to break it off. */
final class Running {

    final TaskLease lease;
    private final Thread thread;
    private boolean over;
    private boolean broken;
    private boolean cancelled;
    private boolean lost;
    private @Nullable Duration exceeded;
    private long endNanos;

    Running(TaskLease lease, Thread thread) {
        this.lease = lease;
        this.thread = thread;
    }

    /** The handler has returned or thrown: from here on the thread is not to be interrupted. */
    synchronized void over() {
        over = true;
    }

    /** Interrupts the handler, if it still runs. */
    synchronized void breakOff() {
        if (!over) {
            broken = true;
            thread.interrupt();
        }
    }

    /** Interrupts the handler, if it still runs; its task is gone. */
    synchronized void cancel() {
        cancelled = true;
        if (!over) {
            thread.interrupt();
        }
    }

    /** Interrupts the handler, if it still runs; others have taken its task over. */
    synchronized void lose() {
        lost = true;
        if (!over) {
            thread.interrupt();
        }
    }

    /** Whether others have taken the task over. */
    synchronized boolean isLost() {
        return lost;
    }

    /** Sets the deadline to so long from now; false if the old one has passed. */
    synchronized boolean extend(Duration deadline) {
        if (exceeded != null) {
            return false;
        }
        endNanos = System.nanoTime() + Micros.nanos(deadline);
        return true;
    }

    synchronized void breakOffIfLate(Duration deadline) {
        if (!over && exceeded == null && System.nanoTime() - endNanos >= 0) {
            exceeded = deadline;
            thread.interrupt();
        }
    }

    /** The deadline that was passed, if one was. */
    synchronized @Nullable Duration exceeded() {
        return exceeded;
    }

    synchronized boolean isCancelled() {
        return cancelled;
    }

    /** Whether the handler was told to end. */
    synchronized boolean isToEnd() {
        return broken || cancelled || lost || exceeded != null;
    }

    synchronized boolean isBroken() {
        return broken;
    }
}
