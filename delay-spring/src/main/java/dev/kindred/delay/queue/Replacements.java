package dev.kindred.delay.queue;

import dev.kindred.datastore.DuplicateTaskException;
import dev.kindred.datastore.Transaction;
import dev.kindred.datastore.TransactionOptions;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TaskStorage;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/** Stores tasks that take the place of waiting ones with their unique keys. */
final class Replacements {

    /** A commit that replaces the same task is over soon. */
    private static final TransactionOptions PATIENT = TransactionOptions.DEFAULT.withAttempts(1_000);

    private final TaskQueues queues;
    private final TaskStorage storage;

    Replacements(TaskQueues queues) {
        this.queues = queues;
        this.storage = queues.storage();
    }

    /** Stores one outside of a transaction: in place, under the lock of the queue, so that many callers for one key do not make each other start again. */
    TaskRow add(Task task) {
        queues.additions().check(task);
        String unique = Objects.requireNonNull(task.headers().get(TaskMarks.UNIQUE_KEY)); // checked
        Task plain = task.without(TaskMarks.REPLACE);
        while (true) {
            TaskRow waiting = storage.findUnique(task.queue(), unique);
            try {
                if (waiting == null) {
                    return queues.additions().store(List.of(plain)).get(0);
                }
                TaskRow row = queues.additions()
                        .row(plain, waiting.id(), queues.clock().instant());
                if (storage.replace(row, Groups.gone(queues))) {
                    queues.observer().enqueued(List.of(row));
                    return row;
                }
                return queues.additions().store(List.of(plain)).get(0);
            } catch (DuplicateTaskException taken) {
                TaskRow other = storage.findUnique(task.queue(), unique);
                if (waiting != null && other != null && other.id() == waiting.id()) {
                    return addInCommit(plain); // it runs, or a commit in flight is replacing it: the store knows which
                }
            }
        }
    }

    private TaskRow addInCommit(Task plain) {
        TaskRow row =
                queues.additions().row(plain, storage.nextId(), queues.clock().instant());
        queues.datastore().runInTransaction(PATIENT, transaction -> {
            transaction.replaceTask(row, Groups.gone(queues));
            return row;
        });
        queues.observer().enqueued(List.of(row));
        return row;
    }

    void enlist(Transaction transaction, Collection<Task> tasks, List<TaskRow> rows) {
        Iterator<TaskRow> row = rows.iterator();
        for (Task task : tasks) {
            if (TaskMarks.replaces(task)) {
                transaction.replaceTask(row.next(), Groups.gone(queues));
            } else {
                transaction.addTasks(List.of(row.next()));
            }
        }
    }
}
