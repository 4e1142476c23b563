package dev.kindred.delay;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.JoinedTransaction;
import dev.kindred.datastore.Transaction;
import dev.kindred.datastore.store.IsolationTooLowException;
import dev.kindred.delay.queue.GroupStatus;
import dev.kindred.delay.queue.TaskRejectedException;
import dev.kindred.delay.queue.TaskRetryException;
import dev.kindred.delay.queue.TaskRun;
import dev.kindred.delay.queue.TaskSnoozedException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The task a delayed method runs in. Declare a parameter of this type, which is supplied and not stored, or ask for {@link #current()}. It tells what App Engine's request headers
 * tell, inside the process as over HTTP. Only for the thread of the run, and only while it lasts.
 */
public final class DelayContext {

    private final String key;
    private final TaskRun run;
    private final Map<String, String> headers;
    private final String idempotencyKey;
    private final Datastore datastore;
    private final Function<@Nullable Object, byte[]> results;

    /** Headers must neither change nor mind the case of names. */
    DelayContext(
            String key,
            TaskRun run,
            Map<String, String> headers,
            String idempotencyKey,
            Datastore datastore,
            Function<@Nullable Object, byte[]> results) {
        this.results = results;
        this.key = key;
        this.run = run;
        this.headers = headers;
        this.idempotencyKey = idempotencyKey;
        this.datastore = datastore;
    }

    /**
     * The task that runs on this thread.
     *
     * @return its context
     * @throws IllegalStateException outside of a task
     */
    public static DelayContext current() {
        Pass pass = Pass.current();
        if (pass == null) {
            throw new IllegalStateException(
                    "There is no DelayContext on thread \""
                            + Thread.currentThread().getName()
                            + "\": it exists only inside a delayed method that a worker runs, and only on the worker's own thread.");
        }
        return pass.context();
    }

    /**
     * Whether a task runs on this thread.
     *
     * @return true if {@link #current} returns one
     */
    public static boolean isPresent() {
        return Pass.current() != null;
    }

    /**
     * The key the call was stored under, which may be an alias.
     *
     * @return the key
     */
    public String key() {
        return key;
    }

    /**
     * The queue the task came from.
     *
     * @return the queue's name
     */
    public String queue() {
        return headers.getOrDefault(TaskHeaders.QUEUE_NAME, "");
    }

    /**
     * The task's name.
     *
     * @return the name it was given, or its number in the store
     */
    public String taskName() {
        return headers.getOrDefault(TaskHeaders.TASK_NAME, "");
    }

    /**
     * How often the task was run before, broken-off runs included.
     *
     * @return 0 in the first run
     */
    public long retryCount() {
        return number(TaskHeaders.RETRY_COUNT);
    }

    /**
     * How often the task has failed before. In the process of the queue the same as {@link #retryCount}, because a task always reaches it.
     *
     * @return 0 in the first run
     */
    public long executionCount() {
        return number(TaskHeaders.EXECUTION_COUNT);
    }

    /**
     * The number of this run.
     *
     * @return 1 in the first run
     */
    public long attempt() {
        return retryCount() + 1;
    }

    /**
     * When the task was due.
     *
     * @return the time, to the microsecond; 1970 if the sender did not say
     */
    public Instant eta() {
        Instant eta = TaskHeaders.time(headers, TaskHeaders.ETA);
        return eta == null ? Instant.EPOCH : eta;
    }

    /**
     * For which time a {@link DelayedSchedule} planned this run; {@link #eta} moves with retries.
     *
     * @return the time; null if the task is no run of a schedule
     */
    public @Nullable Instant scheduledFor() {
        DelayedSchedules.Run scheduled = DelayedSchedules.Run.of(run.task());
        return scheduled == null ? TaskHeaders.time(headers, TaskHeaders.SCHEDULED_FOR) : scheduled.scheduled();
    }

    /**
     * The group that this task follows, as it was when it was over.
     *
     * @return how many of its members were done, and how many thrown away; null if the task follows no group
     */
    public @Nullable GroupStatus group() {
        return GroupStatus.followedBy(headers);
    }

    /**
     * The status code of the run before.
     *
     * @return 500 if it failed here, 0 if there was none
     */
    public int previousResponse() {
        return (int) number(TaskHeaders.PREVIOUS_RESPONSE);
    }

    /**
     * Why the task is run again.
     *
     * @return the first line of the last error, or null
     */
    public @Nullable String retryReason() {
        return headers.get(TaskHeaders.RETRY_REASON);
    }

    /**
     * Whether the sender asked for a quick failure rather than a wait for an instance.
     *
     * @return true if the header is there, with any value
     */
    public boolean failFast() {
        return headers.containsKey(TaskHeaders.FAIL_FAST);
    }

    /**
     * A header of the task.
     *
     * @param name its name, in any case
     * @return its value, or null if there is none
     */
    public @Nullable String header(String name) {
        return headers.get(name);
    }

    /**
     * All headers of the task: App Engine's and its own.
     *
     * @return unmodifiable; names compare without case
     */
    public Map<String, String> headers() {
        return headers;
    }

    /**
     * A text that is the same in all runs of this task and in no other task: for services that recognise a repeated request by such a key.
     *
     * @return the key
     */
    public String idempotencyKey() {
        return idempotencyKey;
    }

    /**
     * What fences off an older run of this task, one that was believed dead: it changes with every run.
     *
     * @return the token; 0 if the task came by HTTP and its sender keeps it
     */
    public long leaseToken() {
        return run.leaseToken();
    }

    /**
     * When the first run of the task began. The age limit of a retry policy counts from here.
     *
     * @return the time; null if the task came by HTTP from a sender that does not tell
     */
    public @Nullable Instant firstTry() {
        long micros = run.task().firstAttempt();
        return micros == 0
                ? TaskHeaders.time(headers, TaskHeaders.FIRST_TRY)
                : Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    /**
     * Why the run before failed.
     *
     * @return the error with the top of its stack, up to 4,000 characters; null in the first run, and if the task came by HTTP
     */
    public @Nullable String previousError() {
        return run.task().lastError();
    }

    /**
     * Whether the method is to end as soon as it can: the task was cancelled, its deadline has passed, or the application stops. The thread was interrupted then. Ask it in long loops.
     *
     * @return false if it may go on
     */
    public boolean isCancelled() {
        return run.isToEnd();
    }

    /**
     * Gives a run that has a deadline more time.
     *
     * @param deadline how long it may take from now
     * @return false if it is too late: the deadline has passed, and the thread was interrupted
     */
    public boolean extendDeadline(Duration deadline) {
        return run.extendDeadline(deadline);
    }

    /**
     * An exception that runs the task again by its retry policy, quietly; throw it.
     *
     * @param reason why, for the operator
     * @return the exception
     */
    public TaskRetryException retry(String reason) {
        return new TaskRetryException(reason);
    }

    /**
     * An exception that puts the task off without counting the run: what it waits for is not there yet, and nothing has failed. Throw it. If the task came by HTTP from a
     * sender that is not ours, it counts as a failure.
     *
     * @param pause how long the task is to wait from now; zero or positive
     * @return the exception
     * @throws dev.kindred.delay.queue.InvalidTaskException if it is negative
     */
    public TaskSnoozedException snooze(Duration pause) {
        return new TaskSnoozedException(pause);
    }

    /** Says that the task is to be given up, as a dead letter, if this run fails. Does nothing if it succeeds. */
    public void doNotRetry() {
        run.doNotRetry();
    }

    /**
     * An exception that gives the task up at once; throw it.
     *
     * @param reason why, for the operator
     * @return the exception
     */
    public TaskRejectedException reject(String reason) {
        return new TaskRejectedException(reason);
    }

    /**
     * Gives the task a result, such as a total, or the key of what was made. It is stored as JSON by the commit that ends the task, so it is there if and only if this run has succeeded, and read by {@link
     * DelayOperations#result(TaskHandle)} for as long as results are kept: {@code kindred.delay.results.keep}. Given twice, the last counts.
     *
     * @param value written like an argument; with a {@link PayloadCodec} encrypted like one. May be null
     * @throws IllegalArgumentException if it cannot be written, or has more than {@value dev.kindred.delay.queue.TaskLimits#MAX_RESULT_BYTES} bytes
     * @throws IllegalStateException if no results are kept, the task came by HTTP, or {@link #completeInTransaction} was called before
     */
    public void result(@Nullable Object value) {
        run.result(results.apply(value));
    }

    /**
     * Ends the task in the datastore transaction that is bound to this thread: its effects and its end become one, and it takes effect exactly once. A method that is
     * {@code @Transactional} itself does so without being told; call this inside a transaction that the body opens. If the transaction does not commit, the task has not ended, and
     * how the run ends decides.
     *
     * @throws IllegalStateException if there is no transaction
     */
    public void completeInTransaction() {
        Transaction transaction = CurrentTransaction.of(datastore);
        if (transaction == null) {
            throw new IllegalStateException(
                    "The task of \"" + key
                            + "\" cannot end in a transaction: none is bound to this thread. Call completeInTransaction() inside one, or use completeIn(transaction).");
        }
        run.completeIn(transaction);
    }

    /**
     * Ends the task in a transaction that Spring does not know, such as that of {@code Datastore.runInTransaction}.
     *
     * @param transaction an active transaction of the datastore the task is in; nothing is done with a read-only one
     */
    public void completeIn(Transaction transaction) {
        run.completeIn(transaction);
    }

    void completeWithMethod() {
        Transaction transaction = CurrentTransaction.of(datastore);
        if (run.isCompleted() || transaction == null || transaction.state() != Transaction.State.ACTIVE) {
            return;
        }
        if (transaction instanceof JoinedTransaction joined) {
            completeWith(joined);
        } else {
            run.completeIn(transaction);
        }
    }

    /** Results and records are entities. If the transaction, which is another manager's, cannot hold them, the task ends after it, like that of a method without one. */
    private void completeWith(JoinedTransaction joined) {
        Transaction.Mark before = joined.mark();
        try {
            run.completeIn(joined);
        } catch (IsolationTooLowException e) {
            joined.backTo(before);
        }
    }

    private long number(String header) {
        try {
            return Long.parseLong(headers.getOrDefault(header, "0").trim());
        } catch (NumberFormatException malformed) { // as App Engine: whoever sends nonsense gets none
            return 0;
        }
    }

    @Override
    public String toString() {
        return "DelayContext[\"" + key + "\", task \"" + taskName() + "\" of queue \"" + queue() + "\", attempt "
                + attempt() + "]";
    }
}
