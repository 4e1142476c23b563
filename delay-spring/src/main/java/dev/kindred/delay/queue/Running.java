package dev.kindred.delay.queue;

import dev.kindred.datastore.store.TaskLease;

/** A run in progress, seen by who may have to break it off. */
final class Running {

    final TaskLease lease;
    private final Thread thread;
    private boolean over;
    private boolean broken;

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

    synchronized boolean isBroken() {
        return broken;
    }
}
