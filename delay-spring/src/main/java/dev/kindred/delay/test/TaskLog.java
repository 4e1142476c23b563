package dev.kindred.delay.test;

import dev.kindred.datastore.Transaction;
import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.delay.DelayedRegistry;
import dev.kindred.delay.queue.TaskObserver;
import dev.kindred.delay.test.EnqueuedTask.Fate;
import dev.kindred.delay.test.TaskRuns.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Remembers what was enqueued and what became of it. */
final class TaskLog implements TaskObserver {

    private final List<TaskRow> enqueued = new ArrayList<>();
    private final List<Joined> joined = new ArrayList<>();
    private final List<Started> runs = new ArrayList<>();

    private record Joined(Transaction transaction, List<TaskRow> tasks) {}

    /** A run whose end is still to come. */
    private static final class Started {

        private final TaskRow task;
        private Outcome outcome = Outcome.FAILED;
        private @Nullable Throwable failure;

        Started(TaskRow task) {
            this.task = task;
        }
    }

    @Override
    public synchronized void joined(Transaction transaction, List<TaskRow> tasks) {
        joined.removeIf(each -> each.transaction.state() == Transaction.State.COMMITTED);
        joined.add(new Joined(transaction, tasks));
    }

    @Override
    public synchronized void enqueued(List<TaskRow> tasks) {
        enqueued.addAll(tasks);
    }

    @Override
    public synchronized void started(TaskRow task, Duration waited) {
        runs.add(new Started(task));
    }

    @Override
    public synchronized void succeeded(TaskRow task, Duration duration) {
        run(task).outcome = Outcome.DONE;
    }

    @Override
    public synchronized void failed(TaskRow task, Throwable failure, Duration duration) {
        run(task).failure = failure;
    }

    @Override
    public synchronized void snoozed(TaskRow task, Instant eta) {
        run(task).outcome = Outcome.SNOOZED;
    }

    @Override
    public synchronized void cancelled(TaskRow task) {
        run(task).outcome = Outcome.CANCELLED;
    }

    @Override
    public synchronized void buried(TaskRow task, DeadTask.Reason reason, @Nullable Throwable failure) {
        run(task).outcome = Outcome.DEAD;
    }

    /** What was committed, then what still may be. */
    synchronized List<EnqueuedTask> enqueued(DelayedRegistry registry) {
        List<EnqueuedTask> tasks = new ArrayList<>();
        enqueued.forEach(row -> tasks.add(new EnqueuedTask(registry, row, Fate.STORED)));
        joined.stream()
                .filter(each -> each.transaction.state() == Transaction.State.ACTIVE)
                .flatMap(each -> each.tasks.stream())
                .forEach(row -> tasks.add(new EnqueuedTask(registry, row, Fate.NOT_COMMITTED)));
        return tasks;
    }

    /** What was given up together with its transaction. */
    synchronized List<EnqueuedTask> rolledBack(DelayedRegistry registry) {
        return joined.stream()
                .filter(each -> each.transaction.state() == Transaction.State.ROLLED_BACK
                        || each.transaction.state() == Transaction.State.FAILED)
                .flatMap(each -> each.tasks.stream())
                .map(row -> new EnqueuedTask(registry, row, Fate.STORED))
                .toList();
    }

    synchronized void beginRuns() {
        runs.clear();
    }

    synchronized List<TaskRuns.Run> runs(DelayedRegistry registry) {
        return runs.stream()
                .map(run ->
                        new TaskRuns.Run(new EnqueuedTask(registry, run.task, Fate.STORED), run.outcome, run.failure))
                .filter(run -> !run.task().isInternal())
                .toList();
    }

    synchronized void clear() {
        enqueued.clear();
        joined.clear();
        runs.clear();
    }

    private Started run(TaskRow task) {
        for (int i = runs.size() - 1; i >= 0; i--) {
            if (runs.get(i).task.id() == task.id()) {
                return runs.get(i);
            }
        }
        Started unbegun = new Started(task); // given up before it began
        runs.add(unbegun);
        return unbegun;
    }
}
