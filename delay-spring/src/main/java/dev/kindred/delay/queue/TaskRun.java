package dev.kindred.delay.queue;

import dev.kindred.datastore.Transaction;
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
    private byte @Nullable [] result;

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
        if (lease == null || transaction.options().access().isReading()) {
            return false;
        }
        if (completing != transaction) {
            if (endings == null) {
                transaction.completeTask(lease);
            } else {
                endings.finishIn(transaction, lease, result);
            }
            transaction.afterCommit(() -> completed = true);
            completing = transaction;
        }
        return true;
    }

    /**
     * Gives the task a result, which is stored by the commit that ends it, if this run succeeds, and can be read by {@link TaskQueues#outcome(TaskRow)} for as long as {@link TaskRetention#results} says. Given twice, the
     * last counts.
     *
     * @param bytes the result; not copied
     * @throws IllegalArgumentException if it has more than {@value TaskLimits#MAX_RESULT_BYTES} bytes
     * @throws IllegalStateException if no results are kept, somebody else keeps the task, or {@link #completeIn} was called before
     */
    public void result(byte[] bytes) {
        if (endings == null) {
            throw new IllegalStateException(
                    "Task " + task.id() + " of queue \"" + task.queue()
                            + "\" came by HTTP: only the process that keeps it could store its result with its end. Store an entity instead.");
        }
        if (completed || completing != null && completing.state() == Transaction.State.ACTIVE) {
            throw new IllegalStateException(
                    "Task " + task.id() + " of queue \"" + task.queue()
                            + "\" ends in a transaction that has taken its end already. Give the result before completing the task.");
        }
        endings.checkResult(task, bytes);
        result = bytes;
    }

    /** What the end of the task is to store; null if there is nothing. */
    byte @Nullable [] result() {
        return result;
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
