package dev.kindred.delay.queue;

import dev.kindred.datastore.Transaction;
import dev.kindred.datastore.TransactionOptions;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One run of a task. For the thread that runs it. */
public final class TaskRun {

    private final TaskRow task;
    private final @Nullable TaskLease lease;
    private final @Nullable Running running;
    private final @Nullable Endings endings;
    private @Nullable Transaction completing;
    private volatile boolean completed;
    private volatile boolean retry = true;

    private TaskRun(TaskRow task, @Nullable TaskLease lease, @Nullable Running running, @Nullable Endings endings) {
        this.task = task;
        this.lease = lease;
        this.running = running;
        this.endings = endings;
    }

    TaskRun(Running running, Endings endings) {
        this(running.lease.task(), running.lease, running, endings);
    }

    /**
     * A run of a task that somebody else keeps, who learns by our answer what became of it.
     *
     * @param task the task as it was told
     * @return the run; {@link #completeIn} does nothing
     */
    public static TaskRun withoutLease(TaskRow task) {
        return new TaskRun(task, null, null, null);
    }

    /**
     * The task as claimed, this run counted in its attempts.
     *
     * @return the task
     */
    public TaskRow task() {
        return task;
    }

    /**
     * Finishes the task in a transaction: its effects and its end become one, and the task takes effect exactly once. If the transaction does not commit,
     * nothing is changed, and how the run ends decides as usual. Calling it twice for a transaction does no harm.
     *
     * @param transaction an active transaction of the store the task is in; nothing is done with a read-only one
     * @return false if nothing was done, because the transaction is read-only or somebody else keeps the task
     * @throws IllegalStateException if the transaction is not active
     */
    public boolean completeIn(Transaction transaction) {
        if (lease == null || transaction.options().access() == TransactionOptions.Access.READ_ONLY) {
            return false;
        }
        if (completing != transaction) {
            if (endings == null) {
                transaction.completeTask(lease);
            } else {
                endings.finishIn(transaction, lease);
            }
            transaction.afterCommit(() -> completed = true);
            completing = transaction;
        }
        return true;
    }

    /**
     * What fences off a worker that lost the task: it changes with every run, and an outside service can refuse one it has seen a later one of.
     *
     * @return the token of this run's lease; 0 if somebody else keeps the task
     */
    public long leaseToken() {
        return lease == null ? 0 : lease.token();
    }

    /**
     * Whether the handler is to end as soon as it can: the task was cancelled, its deadline has passed, or the application stops. Its thread was interrupted then.
     *
     * @return false if it may go on
     */
    public boolean isToEnd() {
        return running != null && running.isToEnd();
    }

    /**
     * How long the task's own deadline lets a run take.
     *
     * @return null if it has none
     */
    public @Nullable Duration deadline() {
        return TaskExtras.deadline(task);
    }

    /**
     * Gives a run with a deadline more time.
     *
     * @param deadline how long it may take from now
     * @return false if it is too late: the deadline has passed, and the thread was interrupted
     */
    public boolean extendDeadline(Duration deadline) {
        return running == null || running.extend(deadline);
    }

    /** Says that the task is to be given up, not retried, if this run fails. */
    public void doNotRetry() {
        retry = false;
    }

    /**
     * Whether a failure of this run may be retried.
     *
     * @return false after {@link #doNotRetry}
     */
    public boolean mayRetry() {
        return retry;
    }

    /**
     * Whether a transaction has committed that finished the task.
     *
     * @return true if it is finished already
     */
    public boolean isCompleted() {
        return completed;
    }
}
