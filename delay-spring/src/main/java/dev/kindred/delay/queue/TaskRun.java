package dev.kindred.delay.queue;

import dev.kindred.datastore.Transaction;
import dev.kindred.datastore.TransactionOptions;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import org.jspecify.annotations.Nullable;

/** One run of a task. For the thread that runs it. */
public final class TaskRun {

    private final TaskRow task;
    private final @Nullable TaskLease lease;
    private @Nullable Transaction completing;
    private volatile boolean completed;
    private volatile boolean retry = true;

    private TaskRun(TaskRow task, @Nullable TaskLease lease) {
        this.task = task;
        this.lease = lease;
    }

    /**
     * A run of a claimed task.
     *
     * @param lease the right to finish it
     * @return the run
     */
    public static TaskRun of(TaskLease lease) {
        return new TaskRun(lease.task(), lease);
    }

    /**
     * A run of a task that somebody else keeps, who learns by our answer what became of it.
     *
     * @param task the task as it was told
     * @return the run; {@link #completeIn} does nothing
     */
    public static TaskRun withoutLease(TaskRow task) {
        return new TaskRun(task, null);
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
            transaction.completeTask(lease);
            transaction.afterCommit(() -> completed = true);
            completing = transaction;
        }
        return true;
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
