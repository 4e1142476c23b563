package dev.kindred.delay.queue;

/**
 * How one queue is worked off. Immutable; every method returns a changed copy.
 */
public final class QueueSettings {

    /** How many tasks of a queue run at a time if nothing else is said. */
    public static final int DEFAULT_MAX_CONCURRENT = 64;

    private final String name;
    private final int maxConcurrent;
    private final RetryPolicy retry;

    private QueueSettings(String name, int maxConcurrent, RetryPolicy retry) {
        this.name = name;
        this.maxConcurrent = maxConcurrent;
        this.retry = retry;
    }

    /**
     * A queue with {@value #DEFAULT_MAX_CONCURRENT} tasks at a time and {@link RetryPolicy#DEFAULT}.
     *
     * @param name 1 to 100 letters, digits and hyphens
     * @return the settings
     * @throws InvalidTaskException if the name is not valid
     */
    public static QueueSettings of(String name) {
        return new QueueSettings(TaskLimits.checkQueue(name), DEFAULT_MAX_CONCURRENT, RetryPolicy.DEFAULT);
    }

    /**
     * Limits how many of its tasks run at a time in this process. The number of workers of the dispatcher is a limit as well.
     *
     * @param changed at least 1
     * @return a changed copy
     * @throws IllegalArgumentException if it is less than 1
     */
    public QueueSettings maxConcurrent(int changed) {
        if (changed < 1) {
            throw new IllegalArgumentException(
                    "Queue \"" + name + "\" must be allowed at least 1 task at a time, not " + changed + ".");
        }
        return new QueueSettings(name, changed, retry);
    }

    /**
     * Says when a failed task runs again.
     *
     * @param changed the policy
     * @return a changed copy
     */
    public QueueSettings retry(RetryPolicy changed) {
        return new QueueSettings(name, maxConcurrent, changed);
    }

    /**
     * The queue's name.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * How many of its tasks run at a time.
     *
     * @return at least 1
     */
    public int maxConcurrent() {
        return maxConcurrent;
    }

    /**
     * When a failed task runs again.
     *
     * @return the policy
     */
    public RetryPolicy retry() {
        return retry;
    }

    @Override
    public String toString() {
        return "QueueSettings[" + name + ", maxConcurrent=" + maxConcurrent + ", " + retry + "]";
    }
}
