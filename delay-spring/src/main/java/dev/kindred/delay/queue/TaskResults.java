package dev.kindred.delay.queue;

import dev.kindred.datastore.Transaction;
import dev.kindred.datastore.model.ByteString;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.delay.queue.TaskOutcome.State;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The results of tasks: an entity each, written by the commit that ends the task, so that there is never one without the other. That of a task with a name is found by the name, and takes the place of
 * that of an earlier task of the name.
 */
final class TaskResults {

    static final String KIND = "KindredTaskResult";
    static final String EXPIRES = "expires";

    private static final String TASK = "task";
    private static final String RESULT = "result";
    private static final String ENDED = "ended";

    private TaskResults() {}

    static void check(TaskQueues queues, TaskRow task, byte[] result) {
        if (queues.keeping().results().isZero()) {
            throw new IllegalStateException(
                    "Task " + task.id() + " of queue \"" + task.queue()
                            + "\" cannot have a result, for none are kept: say how long they are, by kindred.delay.results.keep (such as 1h) or a TaskRetention.");
        }
        if (result.length > TaskLimits.MAX_RESULT_BYTES) {
            throw new IllegalArgumentException(String.format(
                    "The result of task %d of queue \"%s\" has %,d bytes; it may have %,d. Store it as an entity, and let its key be the result.",
                    task.id(), task.queue(), result.length, TaskLimits.MAX_RESULT_BYTES));
        }
    }

    static void put(TaskQueues queues, Transaction transaction, TaskRow task, byte[] result) {
        Instant now = queues.clock().instant();
        transaction.put(Entity.builder(key(task.queue(), task.name(), task.id()))
                .setUnindexed(TASK, Value.of(task.id()))
                .setUnindexed(RESULT, Value.of(ByteString.copyOf(result)))
                .setUnindexed(ENDED, Value.of(now))
                .set(EXPIRES, now.plus(queues.keeping().results()))
                .build());
    }

    /** What became of a task with a name, with an id, or with both. */
    static TaskOutcome of(TaskQueues queues, String queue, @Nullable String name, long id) {
        // Between two looks it may end, or be redriven.
        TaskOutcome outcome = look(queues, queue, name, id);
        return outcome.state() == State.UNKNOWN ? look(queues, queue, name, id) : outcome;
    }

    private static TaskOutcome look(TaskQueues queues, String queue, @Nullable String name, long id) {
        TaskRow task = name != null ? queues.find(queue, name) : first(queues.list(queue, id - 1, 1));
        if (task != null && (id == 0 || task.id() == id)) {
            return TaskOutcome.of(queues.isRunning(queue, task.id()) ? State.RUNNING : State.WAITING);
        }
        Entity kept = queues.datastore().find(key(queue, name, id));
        if (kept != null && isOf(kept, id) && !hasExpired(kept, queues)) {
            return new TaskOutcome(
                    State.DONE,
                    kept.value(RESULT) instanceof Value.BytesValue blob
                            ? blob.value().toByteArray()
                            : new byte[0],
                    kept.value(ENDED) instanceof Value.TimestampValue ended ? ended.toInstant() : null,
                    null);
        }
        DeadLetters letters = queues.deadLetters(queue);
        DeadTask dead = id != 0
                ? letters.find(id)
                : first(letters.matching(letter -> letter.task().name() != null
                                && letter.task().name().equals(name))
                        .list(0, 1));
        return dead == null
                ? TaskOutcome.of(State.UNKNOWN)
                : new TaskOutcome(
                        State.FAILED,
                        null,
                        Micros.instant(dead.died()),
                        dead.task().lastError());
    }

    private static <T> @Nullable T first(List<T> list) {
        return list.isEmpty() ? null : list.get(0);
    }

    private static boolean isOf(Entity kept, long id) {
        return id == 0 || kept.value(TASK) instanceof Value.LongValue task && task.value() == id;
    }

    /** Whoever deletes it comes now and then only. */
    private static boolean hasExpired(Entity kept, TaskQueues queues) {
        return kept.value(EXPIRES) instanceof Value.TimestampValue expires
                && !expires.toInstant().isAfter(queues.clock().instant());
    }

    private static Key key(String queue, @Nullable String name, long id) {
        // No name of a queue or a task has these characters.
        return Key.of(KIND, name != null ? queue + "/" + name : queue + "#" + id);
    }
}
