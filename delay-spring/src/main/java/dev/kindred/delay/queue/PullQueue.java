package dev.kindred.delay.queue;

import dev.kindred.datastore.TaskLeaseLostException;
import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.LeaseRequest;
import dev.kindred.datastore.store.TaskLease;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A queue whose tasks the application takes itself, as App Engine's pull queues: it leases some, does them, and deletes them. A task that is not deleted until its lease ends comes back, for
 * anybody. Tasks are added by {@link TaskQueues#add}, like others; {@link Task#tag} groups them.
 *
 * <p>A lease is stored, so it survives a restart. It is a right that can be lost: the one who was too slow finds {@link TaskLeaseLostException}, and not the work of the next one undone. Each
 * lease counts as an attempt; with a retry limit of n a task is leased n + 1 times at most, and is a dead letter when it would be leased once more.
 *
 * <p>Tasks that were added while the queue was configured as a push queue can be leased, but not by tag.
 *
 * <p>Safe for all threads; no task is leased to two at a time.
 */
public final class PullQueue {

    /** The most tasks of one call. */
    public static final int MAX_TASKS = 1_000;

    /** The longest lease. */
    public static final Duration MAX_LEASE = Duration.ofDays(7);

    private static final int MAX_TRIES = 10;

    private final TaskQueues queues;
    private final QueueSettings settings;

    PullQueue(TaskQueues queues, QueueSettings settings) {
        this.queues = queues;
        this.settings = settings;
    }

    /**
     * Leases due tasks, highest priority first, then by eta.
     *
     * @param max the most tasks, 1 to {@value #MAX_TASKS}
     * @param duration how long they are the caller's, longer than zero, at most {@link #MAX_LEASE}
     * @return leases, perhaps none; the eta of a leased task is the end of its lease
     * @throws InvalidTaskException if number or duration are out of range
     */
    public List<TaskLease> lease(int max, Duration duration) {
        return lease(null, max, duration);
    }

    /**
     * Leases due tasks with one tag, by eta.
     *
     * @param tag the tag; if empty, the one of the task that {@link #lease} would take first, which may be none
     * @param max the most tasks, 1 to {@value #MAX_TASKS}
     * @param duration how long they are the caller's, longer than zero, at most {@link #MAX_LEASE}
     * @return leases, perhaps none
     * @throws InvalidTaskException if number, duration or the length of the tag are out of range
     */
    public List<TaskLease> leaseByTag(String tag, int max, Duration duration) {
        TaskLimits.checkTag(tag);
        if (!tag.isEmpty()) {
            return lease(tag, max, duration);
        }
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            String first = queues.storage().firstTag(settings.name(), now());
            if (first == null) {
                return List.of();
            }
            List<TaskLease> leases = lease(first, max, duration);
            if (!leases.isEmpty()) {
                return leases;
            }
            // Somebody else took them all in between, or they were given up; another tag is first now.
        }
        return List.of();
    }

    /**
     * Changes when a lease ends, counted from now. The given lease is void afterwards; use the returned one.
     *
     * @param lease a lease that has not ended
     * @param duration how long from now, zero to give the task up so that others can lease it, at most {@link #MAX_LEASE}
     * @return the changed lease
     * @throws TaskLeaseLostException if the lease has ended, the task was leased to somebody else, or is gone
     * @throws InvalidTaskException if the duration is out of range
     */
    public TaskLease modify(TaskLease lease, Duration duration) {
        if (duration.isNegative() || duration.compareTo(MAX_LEASE) > 0) {
            throw badDuration(duration);
        }
        check(lease);
        long now = now();
        TaskLease changed = queues.storage().modifyLease(lease, now, now + Micros.of(duration));
        if (changed == null) {
            throw new TaskLeaseLostException(lease.task().id());
        }
        return changed;
    }

    /**
     * Deletes a task that is done: what was to follow it does, and its group counts it. Its name stays taken for a while. A lease that has ended will do as long as nobody else has leased the task.
     *
     * @param lease the lease
     * @throws TaskLeaseLostException if the task was leased to somebody else, or is gone
     */
    public void delete(TaskLease lease) {
        check(lease);
        if (!queues.storage()
                .deleteLeased(lease, TaskRecords.and(queues, TaskRecord.Outcome.DONE, Groups.done(queues)))) {
            throw new TaskLeaseLostException(lease.task().id());
        }
    }

    private List<TaskLease> lease(@Nullable String tag, int max, Duration duration) {
        if (max < 1 || max > MAX_TASKS) {
            throw new InvalidTaskException(String.format(
                    "1 to %,d tasks of queue \"%s\" can be leased in one call, not %,d; call several times for more.",
                    MAX_TASKS, settings.name(), max));
        }
        long micros = Micros.of(duration);
        if (micros <= 0 || duration.compareTo(MAX_LEASE) > 0) {
            throw badDuration(duration);
        }
        if (settings.isPaused()) {
            return List.of();
        }
        Integer retries = settings.retry().retryLimit();
        int maxLeases = retries == null || retries == Integer.MAX_VALUE ? Integer.MAX_VALUE : retries + 1;
        long now = now();
        return queues.storage()
                .lease(
                        new LeaseRequest(settings.name(), tag, max, now, now + micros, maxLeases),
                        dead -> queues.observer().buried(dead, DeadTask.Reason.RETRIES_EXHAUSTED, null));
    }

    private void check(TaskLease lease) {
        if (!lease.task().queue().equals(settings.name())) {
            throw new InvalidTaskException("Task " + lease.task().id() + " was leased from queue \""
                    + lease.task().queue() + "\", not from \"" + settings.name() + "\"; use the queue it is from.");
        }
    }

    private InvalidTaskException badDuration(Duration duration) {
        return new InvalidTaskException("A lease of queue \"" + settings.name() + "\" lasts at most 7 days, not \""
                + duration + "\"; zero is for giving a task up. Modify the lease when it is about to end.");
    }

    private long now() {
        return Micros.now(queues.clock());
    }
}
