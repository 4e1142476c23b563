package dev.kindred.delay.queue;

import dev.kindred.datastore.Transaction;
import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.TaskRow;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Is told what happens to tasks, for metrics and traces. Called on the thread where it happens, many at once; must be quick. What it throws is logged and
 * changes nothing. Every method does nothing by default.
 */
public interface TaskObserver {

    /** Looks away. */
    TaskObserver NONE = new TaskObserver() {};

    /**
     * Tasks joined a transaction that has not ended. If it commits, {@link #enqueued} follows; otherwise nothing does.
     *
     * @param transaction the transaction
     * @param tasks the tasks of one call, as they will be stored
     */
    default void joined(Transaction transaction, List<TaskRow> tasks) {}

    /**
     * Tasks were stored: their commit has succeeded.
     *
     * @param tasks the tasks of one call
     */
    default void enqueued(List<TaskRow> tasks) {}

    /**
     * A run begins, on the thread that runs it.
     *
     * @param task the task, this run counted
     * @param waited the time since the task was due
     */
    default void started(TaskRow task, Duration waited) {}

    /**
     * A run has succeeded.
     *
     * @param task the task
     * @param duration how long the handler ran
     */
    default void succeeded(TaskRow task, Duration duration) {}

    /**
     * A run has failed; {@link #retried}, {@link #buried} or {@link #leaseLost} follows.
     *
     * @param task the task
     * @param failure what the handler threw
     * @param duration how long the handler ran
     */
    default void failed(TaskRow task, Throwable failure, Duration duration) {}

    /**
     * A failed task was put back.
     *
     * @param task the task
     * @param eta when it will run again
     */
    default void retried(TaskRow task, Instant eta) {}

    /**
     * A run has ended without success or failure: the task put itself off, and the run does not count.
     *
     * @param task the task
     * @param eta when it will run again
     */
    default void snoozed(TaskRow task, Instant eta) {}

    /**
     * A run has ended, in whatever way, of a task that was cancelled meanwhile. It is gone.
     *
     * @param task the task
     */
    default void cancelled(TaskRow task) {}

    /**
     * A task became a dead letter.
     *
     * @param task the task
     * @param reason why
     * @param failure what the handler threw last, or null if it did not run
     */
    default void buried(TaskRow task, DeadTask.Reason reason, @Nullable Throwable failure) {}

    /**
     * Tasks were put back because of a shutdown; the runs do not count.
     *
     * @param tasks the tasks
     */
    default void handedBack(List<TaskRow> tasks) {}

    /**
     * The end of a run came too late: the task was no longer this worker's.
     *
     * @param task the task
     */
    default void leaseLost(TaskRow task) {}

    /**
     * A task was refused because its name or unique key is taken, by a call that stores tasks in a commit of its own. What spoils a transaction of others is not told.
     *
     * @param queue the queue
     * @param name the name or unique key that is taken
     */
    default void refused(String queue, String name) {}

    /**
     * A task, waiting or running, was deleted or cancelled before it was done.
     *
     * @param queue the queue
     * @param id the task
     */
    default void deleted(String queue, long id) {}

    /**
     * Dead letters wait again.
     *
     * @param letters what they were, all of one queue
     */
    default void redriven(List<DeadTask> letters) {}

    /**
     * Dead letters were thrown away.
     *
     * @param letters what they were, all of one queue
     */
    default void discarded(List<DeadTask> letters) {}

    /**
     * A queue was paused, or was paused already and somebody paused it again.
     *
     * @param queue the queue
     */
    default void paused(String queue) {}

    /**
     * The pause of a queue was ended, if there was one.
     *
     * @param queue the queue
     */
    default void resumed(String queue) {}

    /**
     * The waiting tasks of a queue were deleted.
     *
     * @param queue the queue
     * @param tasks how many there were
     */
    default void purged(String queue, long tasks) {}

    /**
     * Tells several observers, each one whatever the others throw.
     *
     * @param observers to be told, in order
     * @return one observer
     */
    static TaskObserver all(Collection<? extends TaskObserver> observers) {
        List<TaskObserver> copy = List.copyOf(observers);
        return new TaskObserver() {

            private static final Logger LOG = LoggerFactory.getLogger(TaskObserver.class);

            private void tell(Consumer<TaskObserver> event) {
                for (TaskObserver observer : copy) {
                    try {
                        event.accept(observer);
                    } catch (RuntimeException failure) {
                        LOG.warn("Task observer {} failed", observer, failure);
                    }
                }
            }

            @Override
            public void joined(Transaction transaction, List<TaskRow> tasks) {
                tell(observer -> observer.joined(transaction, tasks));
            }

            @Override
            public void enqueued(List<TaskRow> tasks) {
                tell(observer -> observer.enqueued(tasks));
            }

            @Override
            public void started(TaskRow task, Duration waited) {
                tell(observer -> observer.started(task, waited));
            }

            @Override
            public void succeeded(TaskRow task, Duration duration) {
                tell(observer -> observer.succeeded(task, duration));
            }

            @Override
            public void failed(TaskRow task, Throwable failure, Duration duration) {
                tell(observer -> observer.failed(task, failure, duration));
            }

            @Override
            public void retried(TaskRow task, Instant eta) {
                tell(observer -> observer.retried(task, eta));
            }

            @Override
            public void snoozed(TaskRow task, Instant eta) {
                tell(observer -> observer.snoozed(task, eta));
            }

            @Override
            public void cancelled(TaskRow task) {
                tell(observer -> observer.cancelled(task));
            }

            @Override
            public void buried(TaskRow task, DeadTask.Reason reason, @Nullable Throwable failure) {
                tell(observer -> observer.buried(task, reason, failure));
            }

            @Override
            public void handedBack(List<TaskRow> tasks) {
                tell(observer -> observer.handedBack(tasks));
            }

            @Override
            public void leaseLost(TaskRow task) {
                tell(observer -> observer.leaseLost(task));
            }

            @Override
            public void refused(String queue, String name) {
                tell(observer -> observer.refused(queue, name));
            }

            @Override
            public void deleted(String queue, long id) {
                tell(observer -> observer.deleted(queue, id));
            }

            @Override
            public void redriven(List<DeadTask> letters) {
                tell(observer -> observer.redriven(letters));
            }

            @Override
            public void discarded(List<DeadTask> letters) {
                tell(observer -> observer.discarded(letters));
            }

            @Override
            public void paused(String queue) {
                tell(observer -> observer.paused(queue));
            }

            @Override
            public void resumed(String queue) {
                tell(observer -> observer.resumed(queue));
            }

            @Override
            public void purged(String queue, long tasks) {
                tell(observer -> observer.purged(queue, tasks));
            }
        };
    }
}
