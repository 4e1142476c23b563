package dev.kindred.delay.queue;

import dev.kindred.datastore.DuplicateTaskException;
import dev.kindred.datastore.Transaction;
import dev.kindred.datastore.TransactionOptions;
import dev.kindred.datastore.store.TaskRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Makes stored tasks of described ones: checks them against limits and queues, gives them ids, and stores them, alone or with a transaction. */
final class Additions {

    private final TaskQueues queues;

    Additions(TaskQueues queues) {
        this.queues = queues;
    }

    /** Stores tasks in a commit of their own, and tells whoever observes if a name is taken. */
    List<TaskRow> add(Collection<Task> tasks) {
        try {
            return store(tasks);
        } catch (DuplicateTaskException taken) {
            queues.observer().refused(taken.queue(), taken.name());
            throw taken;
        }
    }

    List<TaskRow> store(Collection<Task> tasks) {
        if (tasks.isEmpty()) {
            return List.of();
        }
        if (tasks.size() == 1 && TaskMarks.replaces(tasks.iterator().next())) {
            return List.of(new Replacements(queues).add(tasks.iterator().next()));
        }
        List<TaskRow> rows = rows(tasks);
        queues.datastore().runInTransaction(TransactionOptions.DEFAULT, transaction -> {
            enlist(transaction, tasks, rows);
            return rows;
        });
        return rows;
    }

    /** Stores tasks with a transaction. */
    List<TaskRow> add(Transaction transaction, Collection<Task> tasks) {
        if (tasks.isEmpty()) {
            return List.of();
        }
        if (transaction.options().access().isReading()) {
            throw new IllegalStateException(
                    "A task for queue \"" + tasks.iterator().next().queue()
                            + "\" cannot be added in a read-only transaction; make it read-write, or add the task outside of it.");
        }
        List<TaskRow> rows = rows(tasks);
        enlist(transaction, tasks, rows);
        return rows;
    }

    private void enlist(Transaction transaction, Collection<Task> tasks, List<TaskRow> rows) {
        if (tasks.stream().anyMatch(TaskMarks::replaces)) {
            new Replacements(queues).enlist(transaction, tasks, rows);
        } else {
            transaction.addTasks(rows);
        }
        queues.observer().joined(transaction, rows);
        transaction.afterCommit(() -> queues.observer().enqueued(rows));
    }

    List<TaskRow> rows(Collection<Task> tasks) {
        Instant now = queues.clock().instant();
        // All are checked before the first takes an id.
        for (Task task : tasks) {
            check(task, now);
        }
        List<TaskRow> rows = new ArrayList<>(tasks.size());
        for (Task task : tasks) {
            rows.add(row(task, queues.storage().nextId(), now));
        }
        return List.copyOf(rows);
    }

    TaskRow row(Task task, long id, Instant now) {
        QueueSettings configured = queues.settings(task.queue());
        return TaskRow.waiting(
                        id,
                        task.queue(),
                        task.name(),
                        Micros.of(task.etaFrom(now)),
                        task.priorityOr(configured.priority()),
                        task.payload(),
                        TaskMarks.headers(task),
                        Micros.of(now))
                .withTraits(TaskMarks.traits(task, configured));
    }

    void check(Task task) {
        check(task, queues.clock().instant());
    }

    private void check(Task task, Instant now) {
        QueueSettings configured = queues.settings(task.queue());
        TaskMarks.check(task, configured);
        TaskLimits.checkSize(configured, task.payload(), task.headers());
        if (task.etaFrom(now).isAfter(now.plus(queues.maxDelay()))) {
            throw new InvalidTaskException(
                    "A task for queue \"" + task.queue() + "\" is to run at \""
                            + task.etaFrom(now) + "\"; it may be planned at most " + queues.maxDelay()
                            + " ahead. Raise kindred.delay.max-delay, or TaskQueues.Builder.maxDelay, or let a nearer task add it.");
        }
    }

    /** Tells whoever observes that a name, or a unique key, was taken. */
    void tellRefused(Task task) {
        String name = task.name();
        String unique = task.headers().get(TaskMarks.UNIQUE_KEY);
        queues.observer().refused(task.queue(), name != null ? name : String.valueOf(unique));
    }
}
