package dev.kindred.delay.queue;

import dev.kindred.datastore.store.DeadTask.Reason;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TaskStorage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one claimed task on the calling thread and tells the store what became of it; all but the removal of a finished one, which is for the caller to group. */
final class TaskRunner {

    private static final Logger LOG = LoggerFactory.getLogger(TaskRunner.class);

    /** The most of an error that is stored, in characters: its message and the top of the stack. */
    private static final int MAX_ERROR_CHARS = 4_000;

    private final TaskHandler handler;
    private final TaskStorage storage;
    private final Clock clock;
    private final TaskObserver observer;

    TaskRunner(TaskHandler handler, TaskStorage storage, Clock clock, TaskObserver observer) {
        this.handler = handler;
        this.storage = storage;
        this.clock = clock;
        this.observer = observer;
    }

    /** Returns true if the task succeeded and is still to be removed. */
    boolean run(Running running, RetryPolicy policy) {
        TaskLease lease = running.lease;
        TaskRow task = lease.task();
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
        TaskRun run = TaskRun.of(lease);
        long begun = System.nanoTime();
        Throwable failure = call(run);
        Duration duration = Duration.ofNanos(System.nanoTime() - begun);
        running.over();
        if (failure == null) {
            observer.succeeded(task, duration);
            return !run.isCompleted();
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
        if (failure instanceof TaskRejectedException rejected) {
            bury(lease, rejected.reason(), text(failure), failure);
        } else if (!run.mayRetry()) {
            bury(lease, Reason.REJECTED, text(failure), failure);
        } else if (policy.givesUp(task.attempts(), age(task))) {
            bury(lease, Reason.RETRIES_EXHAUSTED, text(failure), failure);
        } else {
            retry(lease, failure, Micros.now(clock) + policy.delayMicros(task.attempts()));
        }
    }

    private void retry(TaskLease lease, Throwable failure, long eta) {
        TaskRow task = lease.task();
        if (storage.retry(lease, eta, text(failure))) {
            // The stack once; every failure's is kept with the task, and a service that is down must not fill the log.
            LOG.warn(
                    "{} failed and runs again at {}: {}",
                    name(task),
                    Micros.instant(eta),
                    failure.getClass().getName(),
                    task.attempts() == 1 ? failure : null);
            observer.retried(task, Micros.instant(eta));
        } else {
            lost(lease);
        }
    }

    private void bury(TaskLease lease, Reason reason, String error, @Nullable Throwable failure) {
        TaskRow task = lease.task();
        if (storage.bury(lease, reason, error)) {
            LOG.error("{} is given up and kept as a dead letter: {}", name(task), reason, failure);
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

    private static String name(TaskRow task) {
        return "Task " + task.id() + (task.name() == null ? "" : " \"" + task.name() + "\"") + " of queue \""
                + task.queue() + "\" (attempt " + task.attempts() + ")";
    }

    private static String text(Throwable failure) {
        StringWriter text = new StringWriter();
        try {
            failure.printStackTrace(new PrintWriter(text, true));
        } catch (RuntimeException unprintable) {
            return failure.getClass().getName();
        }
        return text.getBuffer()
                .substring(0, Math.min(MAX_ERROR_CHARS, text.getBuffer().length()));
    }
}
