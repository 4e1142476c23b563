package dev.kindred.delay.queue;

import dev.kindred.datastore.store.QueueLimits;
import dev.kindred.datastore.store.TaskRow;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How one queue is worked off. Immutable; every method that changes something returns a changed copy. Rate, bucket and numbers of tasks at a time are for this process.
 */
public final class QueueSettings {

    /** How many tasks of a queue run at a time if nothing else is said. */
    public static final int DEFAULT_MAX_CONCURRENT = 64;

    /** How many tasks of a queue with a rate begin at once after a pause, if nothing else is said: App Engine's. */
    public static final int DEFAULT_BUCKET_SIZE = 5;

    /** The largest bucket. */
    public static final int MAX_BUCKET_SIZE = TokenBucket.MAX_SIZE;

    private final String name;
    private final QueueMode mode;
    private final @Nullable Rate rate;
    private final int bucketSize;
    private final int maxConcurrent;
    private final int maxRunning;
    private final int maxConcurrentPerKey;
    private final int priority;
    private final boolean paused;
    private final RetryPolicy retry;
    private final @Nullable Duration history;

    private QueueSettings(Draft draft) {
        this.name = draft.name;
        this.mode = draft.mode;
        this.rate = draft.rate;
        this.bucketSize = draft.bucketSize;
        this.maxConcurrent = draft.maxConcurrent;
        this.maxRunning = draft.maxRunning;
        this.maxConcurrentPerKey = draft.maxConcurrentPerKey;
        this.priority = draft.priority;
        this.paused = draft.paused;
        this.retry = draft.retry;
        this.history = draft.history;
    }

    /**
     * A push queue without a rate, with {@value #DEFAULT_MAX_CONCURRENT} tasks at a time and {@link RetryPolicy#DEFAULT}.
     *
     * @param name 1 to 100 letters, digits and hyphens
     * @return the settings
     * @throws InvalidTaskException if the name is not valid
     */
    public static QueueSettings of(String name) {
        return new QueueSettings(new Draft(TaskLimits.checkQueue(name)));
    }

    /**
     * Makes it a pull queue: no dispatcher touches its tasks. Of the other settings only priority, paused and the retry limit mean anything then.
     *
     * @return a changed copy
     */
    public QueueSettings pull() {
        return with(draft -> draft.mode = QueueMode.PULL);
    }

    /**
     * Limits how many of its tasks begin in a time, retries included, by a token bucket: after a pause as many as its size begin at once, then as many as the rate says. It holds for all
     * processes that share a store together.
     *
     * @param changed the rate; {@link Rate#ZERO} to begin none
     * @return a changed copy
     */
    public QueueSettings rate(Rate changed) {
        return with(draft -> draft.rate = changed);
    }

    /**
     * Sets how many tasks may begin at once after a pause. Means nothing without a rate.
     *
     * @param changed 1 to {@value #MAX_BUCKET_SIZE}; {@value #DEFAULT_BUCKET_SIZE} by default
     * @return a changed copy
     * @throws IllegalArgumentException if it is out of range
     */
    public QueueSettings bucketSize(int changed) {
        if (changed < 1 || changed > MAX_BUCKET_SIZE) {
            throw new IllegalArgumentException(String.format(
                    "The bucket of queue \"%s\" must have a size of 1 to %,d tasks, not %,d.",
                    name, MAX_BUCKET_SIZE, changed));
        }
        return with(draft -> draft.bucketSize = changed);
    }

    /**
     * Limits how many of its tasks run at a time, in all processes that share a store together. The number of workers of the dispatcher is a limit as well. Where nothing is said, each process
     * runs {@value #DEFAULT_MAX_CONCURRENT} at a time.
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
        return with(draft -> {
            draft.maxConcurrent = changed;
            draft.maxRunning = changed;
        });
    }

    /**
     * Limits how many tasks with the same {@linkplain Task#concurrencyKey concurrency key} run at a time, on all workers of the store. Stored with each task: a change takes
     * effect with the tasks that are added afterwards.
     *
     * @param changed at least 1, the default
     * @return a changed copy
     * @throws IllegalArgumentException if it is less than 1
     */
    public QueueSettings maxConcurrentPerKey(int changed) {
        if (changed < 1) {
            throw new IllegalArgumentException("Queue \"" + name
                    + "\" must be allowed at least 1 task at a time for each concurrency key, not " + changed + ".");
        }
        return with(draft -> draft.maxConcurrentPerKey = changed);
    }

    /**
     * Sets the priority of tasks that say none.
     *
     * @param changed 0 to 255; higher runs first
     * @return a changed copy
     * @throws InvalidTaskException if it is out of range
     */
    public QueueSettings priority(int changed) {
        TaskLimits.checkPriority(changed);
        return with(draft -> draft.priority = changed);
    }

    /**
     * Lets nothing begin, as long as the application is configured so. {@link TaskQueues#add} goes on.
     *
     * @return a changed copy
     */
    public QueueSettings paused() {
        return with(draft -> draft.paused = true);
    }

    /**
     * Says when a failed task runs again.
     *
     * @param changed the policy
     * @return a changed copy
     */
    public QueueSettings retry(RetryPolicy changed) {
        return with(draft -> draft.retry = changed);
    }

    /**
     * Says how long it is known of its tasks that they have ended, see {@link TaskHistory}.
     *
     * @param changed how long, zero to forget them at once; what {@link TaskRetention#history} says by default
     * @return a changed copy
     * @throws IllegalArgumentException if it is negative
     */
    public QueueSettings history(Duration changed) {
        TaskRetention.check("The history of queue \"" + name + "\"", changed);
        return with(draft -> draft.history = changed);
    }

    /**
     * How long it is known of its tasks that they have ended.
     *
     * @return null if {@link TaskRetention#history} decides
     */
    public @Nullable Duration history() {
        return history;
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
     * Who takes its tasks.
     *
     * @return push or pull
     */
    public QueueMode mode() {
        return mode;
    }

    /**
     * How many of its tasks begin in a time.
     *
     * @return the rate, or null if there is no limit
     */
    public @Nullable Rate rate() {
        return rate;
    }

    /**
     * How many tasks may begin at once after a pause.
     *
     * @return at least 1
     */
    public int bucketSize() {
        return bucketSize;
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
     * How many of its tasks with the same concurrency key run at a time.
     *
     * @return at least 1
     */
    public int maxConcurrentPerKey() {
        return maxConcurrentPerKey;
    }

    /**
     * The priority of tasks that say none.
     *
     * @return 0 to 255
     */
    public int priority() {
        return priority;
    }

    /**
     * Whether the configuration lets nothing begin.
     *
     * @return true if so
     */
    public boolean isPaused() {
        return paused;
    }

    /**
     * When a failed task runs again.
     *
     * @return the policy
     */
    public RetryPolicy retry() {
        return retry;
    }

    /** What holds for all processes together. */
    QueueLimits limits() {
        return rate == null || rate.isZero()
                ? new QueueLimits(maxRunning, 0, 0, 0)
                : new QueueLimits(maxRunning, rate.tasks(), rate.micros(), bucketSize);
    }

    private QueueSettings with(Consumer<Draft> change) {
        Draft draft = new Draft(name);
        draft.mode = mode;
        draft.rate = rate;
        draft.bucketSize = bucketSize;
        draft.maxConcurrent = maxConcurrent;
        draft.maxRunning = maxRunning;
        draft.maxConcurrentPerKey = maxConcurrentPerKey;
        draft.priority = priority;
        draft.paused = paused;
        draft.retry = retry;
        draft.history = history;
        change.accept(draft);
        return new QueueSettings(draft);
    }

    @Override
    public String toString() {
        return "QueueSettings[" + name + ", " + mode + ", rate=" + (rate == null ? "unlimited" : rate) + ", bucketSize="
                + bucketSize + ", maxConcurrent=" + maxConcurrent + ", maxConcurrentPerKey=" + maxConcurrentPerKey
                + ", priority=" + priority + ", paused=" + paused
                + (history == null ? "" : ", history=" + history) + ", " + retry + "]";
    }

    private static final class Draft {

        private final String name;
        private QueueMode mode = QueueMode.PUSH;
        private @Nullable Rate rate;
        private int bucketSize = DEFAULT_BUCKET_SIZE;
        private int maxConcurrent = DEFAULT_MAX_CONCURRENT;
        private int maxRunning = Integer.MAX_VALUE;
        private int maxConcurrentPerKey = 1;
        private int priority = TaskRow.DEFAULT_PRIORITY;
        private boolean paused;
        private RetryPolicy retry = RetryPolicy.DEFAULT;
        private @Nullable Duration history;

        Draft(String name) {
            this.name = name;
        }
    }
}
