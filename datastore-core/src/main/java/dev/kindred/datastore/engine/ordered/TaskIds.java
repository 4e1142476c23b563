package dev.kindred.datastore.engine.ordered;

/** Ids of tasks, handed out in order and reserved on the disk many at a time. Those of a reservation that were not used when the store closed are never used. */
final class TaskIds {

    private static final long IDS_AT_A_TIME = 4_096;

    private final OpenTasks tasks;
    private final Object lock = new Object();
    private long next;
    private long ceiling;

    TaskIds(OpenTasks tasks) {
        this.tasks = tasks;
        byte[] stored = tasks.store().store().get(TaskKeys.ID_CEILING);
        ceiling = stored == null ? 0 : Layout.readLong(stored, 0);
        next = ceiling + 1;
    }

    long next() {
        synchronized (lock) {
            if (next > ceiling) {
                // Not waited for: the log keeps the order, so whatever survives of the tasks with these ids has this
                // row before it.
                long higher = ceiling + IDS_AT_A_TIME;
                TaskWork work = tasks.newWork();
                work.batch().put(TaskKeys.ID_CEILING, TaskKeys.number(higher));
                tasks.submit(work, OrderedStore.Sync.PROCESS);
                ceiling = higher;
            }
            return next++;
        }
    }
}
