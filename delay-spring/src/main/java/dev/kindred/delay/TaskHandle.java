package dev.kindred.delay;

import dev.kindred.datastore.store.TaskRow;
import dev.kindred.delay.queue.RetryPolicy;
import dev.kindred.delay.queue.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A call of a delayed function as a task: still to be adjusted and added, or stored. Immutable; every adjustment returns a changed copy. What was stored with a
 * transaction exists only when that commits.
 */
public final class TaskHandle {

    private final DelayTemplate delay;
    private final String key;
    private final Task task;
    private final @Nullable TaskRow stored;

    TaskHandle(DelayTemplate delay, String key, Task task, @Nullable TaskRow stored) {
        this.delay = delay;
        this.key = key;
        this.task = task;
        this.stored = stored;
    }

    /**
     * The function that is called.
     *
     * @return its key
     */
    public String key() {
        return key;
    }

    /**
     * The queue it goes to.
     *
     * @return the queue's name
     */
    public String queue() {
        return task.queue();
    }

    /**
     * Its name.
     *
     * @return the name, or null if it has none
     */
    public @Nullable String name() {
        return task.name();
    }

    /**
     * Whether it was stored.
     *
     * @return false if it is still to be added
     */
    public boolean isStored() {
        return stored != null;
    }

    /**
     * Its number in the store.
     *
     * @return the id
     * @throws IllegalStateException if it is not stored
     */
    public long id() {
        return row().id();
    }

    /**
     * When it may run.
     *
     * @return the earliest time
     * @throws IllegalStateException if it is not stored; the time counts from there
     */
    public Instant eta() {
        long micros = row().eta();
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
    }

    /**
     * Delays it, counted from when it is added.
     *
     * @param delay zero or positive
     * @return a changed copy
     * @throws dev.kindred.delay.queue.InvalidTaskException if it is negative
     * @throws IllegalStateException if it is stored already
     */
    public TaskHandle in(Duration delay) {
        return with(open -> open.in(delay));
    }

    /**
     * Lets it wait until a time.
     *
     * @param eta the earliest time it may run
     * @return a changed copy
     * @throws dev.kindred.delay.queue.InvalidTaskException if it is before 1970
     * @throws IllegalStateException if it is stored already
     */
    public TaskHandle at(Instant eta) {
        return with(open -> open.at(eta));
    }

    /**
     * Gives it a name that is unique in its queue.
     *
     * @param name 1 to 500 letters, digits, hyphens and underscores
     * @return a changed copy
     * @throws dev.kindred.delay.queue.InvalidTaskException if it is not valid
     * @throws IllegalStateException if it is stored already
     */
    public TaskHandle named(String name) {
        return with(open -> open.named(name));
    }

    /**
     * Chooses another queue.
     *
     * @param queue 1 to 100 letters, digits and hyphens
     * @return a changed copy
     * @throws dev.kindred.delay.queue.InvalidTaskException if it is not valid
     * @throws IllegalStateException if it is stored already
     */
    public TaskHandle queue(String queue) {
        return with(open -> open.queue(queue));
    }

    /**
     * Lets it overtake others of its queue.
     *
     * @param priority 0 to 255; higher runs first
     * @return a changed copy
     * @throws dev.kindred.delay.queue.InvalidTaskException if it is out of range
     * @throws IllegalStateException if it is stored already
     */
    public TaskHandle priority(int priority) {
        return with(open -> open.priority(priority));
    }

    /**
     * Lets it run in turn with others of its queue that have the same key.
     *
     * @param key 1 to 500 bytes in UTF-8
     * @return a changed copy
     * @throws dev.kindred.delay.queue.InvalidTaskException if it is not valid
     * @throws IllegalStateException if it is stored already
     */
    public TaskHandle concurrencyKey(String key) {
        return with(open -> open.concurrencyKey(key));
    }

    /**
     * Lets it be added only if no other of its queue with the same key waits or runs.
     *
     * @param key 1 to 500 bytes in UTF-8
     * @return a changed copy
     * @throws dev.kindred.delay.queue.InvalidTaskException if it is not valid
     * @throws IllegalStateException if it is stored already
     */
    public TaskHandle uniqueKey(String key) {
        return with(open -> open.uniqueKey(key));
    }

    /**
     * Lets it take the place of the waiting one of its queue with the same key.
     *
     * @param uniqueKey 1 to 500 bytes in UTF-8
     * @return a changed copy
     * @throws dev.kindred.delay.queue.InvalidTaskException if it is not valid
     * @throws IllegalStateException if it is stored already
     */
    public TaskHandle replacing(String uniqueKey) {
        return with(open -> open.uniqueKey(uniqueKey).replacing());
    }

    /**
     * Adds a header, which {@link DelayContext#header} gives back.
     *
     * @param name the header's name
     * @param value its value
     * @return a changed copy
     * @throws IllegalStateException if it is stored already
     */
    public TaskHandle header(String name, String value) {
        return with(open -> open.header(name, value));
    }

    /**
     * Gives it a retry policy of its own.
     *
     * @param policy when it runs again if it fails, and when it is given up
     * @return a changed copy
     * @throws IllegalStateException if it is stored already
     */
    public TaskHandle retry(RetryPolicy policy) {
        return with(open -> open.retry(policy));
    }

    /**
     * Limits how long a run may take.
     *
     * @param deadline 1 ms to 365 days
     * @return a changed copy
     * @throws dev.kindred.delay.queue.InvalidTaskException if it is out of range
     * @throws IllegalStateException if it is stored already
     */
    public TaskHandle deadline(Duration deadline) {
        return with(open -> open.deadline(deadline));
    }

    /**
     * Lets another call follow: its task is added in the commit that finishes this one. A second {@code then} continues after the first: {@code a.then(b).then(c)}.
     *
     * @param next calls exactly one delayed method through its bean, with arguments known now
     * @return a changed copy
     * @throws IllegalStateException if it calls none, or several, or this task is stored already
     */
    public TaskHandle then(TaskCall next) {
        return then(Recording.ofOne(next));
    }

    /**
     * Lets another task follow, with options of its own. Its delay counts from the end of this one.
     *
     * @param next a task that is not stored
     * @return a changed copy
     * @throws IllegalStateException if one of them is stored already
     */
    public TaskHandle then(TaskHandle next) {
        return with(open -> open.then(next.open()));
    }

    /**
     * Lets another call follow if this task is given up: its task is added in the commit that makes this one a dead letter, each time that happens.
     *
     * @param other calls exactly one delayed method through its bean, with arguments known now
     * @return a changed copy
     * @throws IllegalStateException if it calls none, or several, or this task is stored already
     */
    public TaskHandle orElse(TaskCall other) {
        return orElse(Recording.ofOne(other));
    }

    /**
     * Lets another task follow if this one is given up.
     *
     * @param other a task that is not stored
     * @return a changed copy
     * @throws IllegalStateException if one of them is stored already
     */
    public TaskHandle orElse(TaskHandle other) {
        return with(open -> open.orElse(other.open()));
    }

    /**
     * Takes the stored task away for good, whether it waits or runs. A run in this process is interrupted, and {@link DelayContext#isCancelled} tells it; a transaction that would finish the task fails. What was to
     * follow does not.
     *
     * @return false if the task is over, or lies dead, or its transaction has not committed
     * @throws IllegalStateException if it is not stored
     */
    public boolean cancel() {
        return delay.cancel(row());
    }

    /**
     * Stores it, with the current transaction if there is one. Adding one handle twice makes two tasks.
     *
     * @return the stored task
     * @throws IllegalStateException if it is stored already
     * @throws RuntimeException as {@link DelayOperations#add}
     */
    public TaskHandle add() {
        return delay.add(this);
    }

    /** The task to store; checks that it is not stored already. */
    Task open() {
        if (stored != null) {
            throw new IllegalStateException(
                    "The " + this + " is stored already and can neither be changed nor added again.");
        }
        return task;
    }

    TaskHandle with(UnaryOperator<Task> change) {
        return new TaskHandle(delay, key, change.apply(open()), null);
    }

    /** With headers for it and what follows it. */
    TaskHandle carrying(Map<String, String> headers) {
        return headers.isEmpty() ? this : with(open -> open.carrying(headers));
    }

    TaskHandle storedAs(TaskRow row) {
        return new TaskHandle(delay, key, task, row);
    }

    TaskRow row() {
        if (stored == null) {
            throw new IllegalStateException("The " + this + " is not stored yet; add it first.");
        }
        return stored;
    }

    @Override
    public String toString() {
        return "task of \"" + key + "\" for queue \"" + queue() + "\""
                + (stored == null ? "" : " with id " + stored.id());
    }
}
