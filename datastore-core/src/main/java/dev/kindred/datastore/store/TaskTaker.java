package dev.kindred.datastore.store;

import java.util.List;

/**
 * Takes tasks over in the moment in which they are added, so that nobody has to claim them afterwards: a dispatcher of this process, as long as it has workers with nothing to do and knows of no other
 * task of the queue that waits. Safe for all threads; must be quick and must not throw.
 */
public interface TaskTaker {

    /** Takes nothing. */
    TaskTaker NONE = new TaskTaker() {
        @Override
        public long reserve(TaskRow task) {
            return -1;
        }

        @Override
        public void begin(List<TaskLease> leases) {}

        @Override
        public void release(TaskRow task) {}
    };

    /**
     * Asks before the commit for a place for a task. A place that is kept is used by {@link #begin} or given up by {@link #release}, once.
     *
     * @param task a task that nobody has seen yet, without name and traits
     * @return the time at which its run counts as begun, in microseconds since 1970; -1 if no place is kept
     */
    long reserve(TaskRow task);

    /**
     * Hands tasks over that have a place each. They are stored as claimed, with the run counted.
     *
     * @param leases as from {@link TaskStorage#claim}
     */
    void begin(List<TaskLease> leases);

    /**
     * Gives up the place of a task: it was not committed, or waits like others because its queue is paused.
     *
     * @param task the task that was asked for
     */
    void release(TaskRow task);
}
