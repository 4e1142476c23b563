package dev.kindred.datastore.store;

/**
 * How many tasks of a queue may run at a time, and begin in a time, in all processes that share a store.
 *
 * <p>The rate is a bucket of tokens: each task that begins takes one, {@code rateTasks} come in every {@code rateMicros}, and no more than {@code bucketSize} are kept. It is full at first.
 *
 * @param maxRunning the most tasks that are claimed at a time, at least 1; {@link Integer#MAX_VALUE} for any number
 * @param rateTasks how many tokens come in {@code rateMicros}, at least 1; 0 if there is no rate
 * @param rateMicros the time of the rate, in microseconds, at least 1; 0 if there is no rate
 * @param bucketSize the most tokens there are, at least 1; of no account without a rate
 */
public record QueueLimits(int maxRunning, long rateTasks, long rateMicros, int bucketSize) {

    /** No limits. */
    public static final QueueLimits NONE = new QueueLimits(Integer.MAX_VALUE, 0, 0, 0);

    /**
     * Checks the numbers.
     *
     * @param maxRunning see the record
     * @param rateTasks see the record
     * @param rateMicros see the record
     * @param bucketSize see the record
     * @throws IllegalArgumentException if one of them cannot be
     */
    public QueueLimits {
        boolean none = rateTasks == 0 && rateMicros == 0;
        if (maxRunning < 1 || !none && (rateTasks < 1 || rateMicros < 1 || bucketSize < 1)) {
            throw new IllegalArgumentException("A queue cannot have the limits maxRunning " + maxRunning + ", rate "
                    + rateTasks + " in " + rateMicros + " µs, bucketSize " + bucketSize);
        }
    }

    /**
     * Whether tasks begin at a rate.
     *
     * @return true if there is one
     */
    public boolean hasRate() {
        return rateTasks > 0;
    }

    /**
     * Whether there is anything to keep to.
     *
     * @return true if tasks have a rate, or may not run in any number
     */
    public boolean isAny() {
        return hasRate() || maxRunning < Integer.MAX_VALUE;
    }
}
