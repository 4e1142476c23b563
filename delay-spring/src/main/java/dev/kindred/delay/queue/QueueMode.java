package dev.kindred.delay.queue;

/** Who takes the tasks of a queue. */
public enum QueueMode {

    /** The dispatcher runs them as they become due. */
    PUSH,

    /** Nobody but the application itself: it leases tasks, and deletes them when they are done; see {@link PullQueue}. */
    PULL
}
