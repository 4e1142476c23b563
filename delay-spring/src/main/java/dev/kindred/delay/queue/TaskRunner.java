package dev.kindred.delay.queue;

import dev.kindred.datastore.store.DeadTask.Reason;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TaskStorage;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one claimed task on the calling thread and tells the store what became of it; all but the removal of a finished one, which is for the caller to group. */
final class TaskRunner {

    private static final Logger LOG = LoggerFactory.getLogger(TaskRunner.class);

    /** How long a task waits whose end could not be noted. */
    private static final long ASIDE_MICROS = 10_000_000;

    private final TaskHandler handler;
    private final TaskStorage storage;
    private final Clock clock;
    private final TaskObserver observer;
    private final TaskQueues queues;
    private final Endings endings;
    private final Function<String, Gate> gates;
    private final Deadlines deadlines = new Deadlines();

    TaskRunner(TaskHandler handler, TaskStorage storage, TaskQueues queues, Function<String, Gate> gates) {
        this.gates = gates;
        this.handler = handler;
        this.storage = storage;
        this.queues = queues;
        this.clock = queues.clock();
        this.observer = queues.observer();
        this.endings = new Endings(handler, storage, queues);
    }

    /** Returns true if the task succeeded and is still to be removed. Throws if the end of a run cannot be noted; the task is tried again then. */
    boolean run(Running running, RetryPolicy ofQueue) {
        try {
            return attempt(running, ofQueue);
        } catch (RuntimeException
                | Error failure) { // the store's, or that of what ends with the task; not the handler's
            putAside(running.lease, failure);
            throw failure;
        }
    }

    /** It must not stay claimed, with nobody to run it, until the next start. */
    private void putAside(TaskLease lease, Throwable failure) {
        try {
            storage.retry(
                    lease,
                    Micros.later(Micros.now(clock), ASIDE_MICROS),
                    "The end of attempt " + lease.task().attempts() + " could not be noted: "
                            + FailureText.of(failure));
        } catch (RuntimeException again) {
            failure.addSuppressed(again);
        }
    }

    private boolean attempt(Running running, RetryPolicy ofQueue) {
        TaskLease lease = running.lease;
        TaskRow task = lease.task();
        if (Groups.isTick(task)) {
            running.over();
            return true;
        }
        RetryPolicy policy = TaskExtras.retry(task, ofQueue);
        if (policy.exhaustedBefore(task.attempts(), task.firstAttempt(), task.eta())) {
            running.over();
            bury(
                    lease,
                    Reason.RETRIES_EXHAUSTED,
                    "Attempt " + (task.attempts() - 1) + " was broken off: its process ended.",
                    null);
            return false;
        }
        observer.started(task, since(task.eta()));
        TaskRun run = new TaskRun(running, endings);
        long begun = System.nanoTime();
        Throwable failure = watched(running, run);
        Duration duration = Duration.ofNanos(System.nanoTime() - begun);
        if (running.isCancelled()) {
            LOG.info("{} was cancelled while it ran", name(task));
            observer.cancelled(task);
            return false;
        }
        if (running.isLost() && !run.isCompleted()) {
            lost(lease);
            return false;
        }
        if (failure == null) {
            observer.succeeded(task, duration);
            if (!run.isCompleted()) {
                endings.keep(lease, run.result());
                return true;
            }
            return false;
        }
        if (failure instanceof TaskSnoozedException snoozed && !run.isCompleted()) {
            snooze(lease, snoozed.pause());
            return false;
        }
        observer.failed(task, failure, duration);
        if (run.isCompleted()) {
            LOG.warn("{} has taken effect, its transaction is committed, but failed afterwards", name(task), failure);
        } else if (running.isBroken()) {
            LOG.info("{} was broken off by the shutdown and is handed back", name(task));
            storage.handBack(List.of(lease));
            observer.handedBack(List.of(task));
        } else {
            failed(lease, run, failure, policy);
        }
        return false;
    }

    /** Removes tasks that are done, and takes out of the collection what is written. */
    void finish(Collection<TaskLease> leases) {
        endings.finish(leases, this::lost);
    }

    private @Nullable Throwable watched(Running running, TaskRun run) {
        Duration deadline = TaskExtras.deadline(running.lease.task());
        Future<?> watch = deadline == null ? null : deadlines.watch(running, deadline);
        queues.running().begins(running);
        try {
            Throwable failure = call(run);
            Duration exceeded = running.exceeded();
            if (failure == null
                    || exceeded == null
                    || failure instanceof TaskRejectedException
                    || failure instanceof TaskSnoozedException) {
                return failure;
            }
            return new TaskDeadlineException(exceeded, failure);
        } finally {
            running.over();
            queues.running().ended(running);
            if (running.isToEnd()) {
                Thread.interrupted(); // it was for the handler alone
            }
            if (watch != null) {
                watch.cancel(false);
            }
        }
    }

    private void snooze(TaskLease lease, Duration pause) {
        long now = Micros.now(clock);
        long eta = Micros.later(now, Micros.of(pause));
        if (storage.postpone(lease, eta)) {
            observer.snoozed(lease.task(), Micros.instant(eta));
        } else {
            lost(lease);
        }
    }

    private @Nullable Throwable call(TaskRun run) {
        try {
            handler.run(run);
            return null;
        } catch (Throwable failure) { // a StackOverflowError in a handler is a failed task, not a lost worker
            return failure;
        }
    }

    private void failed(TaskLease lease, TaskRun run, Throwable failure, RetryPolicy policy) {
        TaskRow task = lease.task();
        if (failure instanceof TaskRetryException wish && !wish.queuePause().isZero()) {
            gates.apply(task.queue()).hold(Micros.later(Micros.now(clock), Micros.of(wish.queuePause())));
        }
        if (failure instanceof TaskRejectedException rejected) {
            bury(lease, rejected.reason(), FailureText.of(failure), failure);
        } else if (!run.mayRetry()) {
            bury(lease, Reason.REJECTED, FailureText.of(failure), failure);
        } else if (policy.givesUp(task.attempts(), age(task))) {
            bury(lease, Reason.RETRIES_EXHAUSTED, FailureText.of(failure), failure);
        } else {
            retry(lease, failure, nextRun(failure, task, policy));
        }
    }

    private long nextRun(Throwable failure, TaskRow task, RetryPolicy policy) {
        long now = Micros.now(clock);
        long delay = policy.delayMicros(task.attempts());
        if (failure instanceof TaskRetryException wish) {
            delay = Math.max(delay, Micros.of(wish.atLeast()));
        }
        return Micros.later(now, delay);
    }

    private void retry(TaskLease lease, Throwable failure, long eta) {
        TaskRow task = lease.task();
        if (storage.retry(lease, eta, FailureText.of(failure))) {
            // The stack once; every failure's is kept with the task, and a service that is down must not fill the log.
            LOG.warn(
                    "{} failed and runs again at {}: {}",
                    name(task),
                    Micros.instant(eta),
                    failure.toString(),
                    task.attempts() == 1 ? failure : null);
            observer.retried(task, Micros.instant(eta));
        } else {
            lost(lease);
        }
    }

    private void bury(TaskLease lease, Reason reason, String error, @Nullable Throwable failure) {
        TaskRow task = lease.task();
        if (endings.bury(lease, reason, error)) {
            if (reason == Reason.UNKNOWN_FUNCTION) {
                // Told once for each function by whoever knows them; the task is not at fault.
                LOG.debug("{} is parked as a dead letter", name(task));
            } else {
                LOG.error("{} is given up and kept as a dead letter: {}", name(task), reason, failure);
            }
            observer.buried(task, reason, failure);
        } else {
            lost(lease);
        }
    }

    /** Somebody else runs the task, or it is gone: nothing to do, and nothing to alarm anybody with. */
    void lost(TaskLease lease) {
        LOG.info("{} ended too late: its lease was lost", name(lease.task()));
        observer.leaseLost(lease.task());
    }

    private Duration age(TaskRow task) {
        return task.firstAttempt() == 0 ? Duration.ZERO : since(task.firstAttempt());
    }

    private Duration since(long micros) {
        long age = Math.max(0, Micros.now(clock) - micros);
        return Duration.ofSeconds(age / 1_000_000, age % 1_000_000 * 1_000);
    }

    private String name(TaskRow task) {
        String does = handler.describe(task);
        return "Task " + task.id() + (task.name() == null ? "" : " \"" + task.name() + "\"") + " of queue \""
                + task.queue() + "\" (" + (does == null ? "" : does + ", ") + "attempt " + task.attempts() + ")";
    }
}
