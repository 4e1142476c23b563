package dev.kindred.delay.autoconfigure.endpoint;

import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.delay.DelayedSchedules;
import dev.kindred.delay.ScheduleStatus;
import dev.kindred.delay.StoredCall;
import dev.kindred.delay.queue.DeadLetters;
import dev.kindred.delay.queue.GroupStatus;
import dev.kindred.delay.queue.TaskDispatcher;
import dev.kindred.delay.queue.TaskQueues;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * The actuator's endpoint {@code taskqueues}: looks at queues, tasks and dead letters, and lets an operator pause, resume and purge queues and redrive, discard and delete tasks. It never opens a
 * store that is closed. Without {@code management.endpoint.taskqueues.show-values} it shows neither arguments nor headers nor what exceptions say. What is not there, be it a queue or a task, is
 * an error that says so.
 */
@Endpoint(id = "taskqueues")
public final class TaskQueuesEndpoint {

    static final String TASKS = "tasks";
    static final String DEAD_LETTERS = "dead-letters";

    private static final String DEFAULT_QUEUE = "default";
    private static final int DEFAULT_PAGE = 50;
    private static final int MAX_PAGE = 500;
    private static final int MAX_AT_ONCE = 10_000;
    private static final int MAX_GROUPS = 100;

    private final TaskQueues queues;
    private final TaskDispatcher dispatcher;
    private final Function<TaskRow, @Nullable StoredCall> calls;
    private final @Nullable DelayedSchedules schedules;
    private final @Nullable StorageEngine engine;
    private final Show showValues;

    /**
     * Makes the endpoint.
     *
     * @param queues what it tells of
     * @param dispatcher who runs their tasks
     * @param calls reads the calls of tasks; null for one that is none, or cannot be read
     * @param schedules the schedules, null if none are run here
     * @param engine the engine of the store, null if that is not ours
     * @param showValues when to show values
     */
    public TaskQueuesEndpoint(
            TaskQueues queues,
            TaskDispatcher dispatcher,
            Function<TaskRow, @Nullable StoredCall> calls,
            @Nullable DelayedSchedules schedules,
            @Nullable StorageEngine engine,
            Show showValues) {
        this.queues = queues;
        this.dispatcher = dispatcher;
        this.calls = calls;
        this.schedules = schedules;
        this.engine = engine;
        this.showValues = showValues;
    }

    /**
     * All queues.
     *
     * @return a description; without queues while the store is closed
     */
    @ReadOperation
    public TaskQueuesDescriptor queues() {
        List<QueueDescriptor> described =
                isOpen() ? names().stream().map(this::describe).toList() : List.of();
        List<ScheduleStatus> planned = isOpen() && schedules != null ? schedules.list() : List.of();
        List<GroupStatus> groups = isOpen() ? queues.groups(MAX_GROUPS) : List.of();
        String state = dispatcher.hasFailed() ? "failed" : dispatcher.isRunning() ? "running" : "stopped";
        return new TaskQueuesDescriptor(state, dispatcher.workers(), described, planned, groups);
    }

    /**
     * One queue.
     *
     * @param queue its name
     * @return a description
     */
    @ReadOperation
    public QueueDescriptor queue(@Selector String queue) {
        check(queue);
        return describe(queue);
    }

    /**
     * A page of a queue's tasks or dead letters.
     *
     * @param queue the queue
     * @param section {@code tasks} for those that wait or run, or {@code dead-letters}
     * @param after the id that the page begins after; the first page if null
     * @param limit how many at most, 1 to 500; 50 if null
     * @param function only dead letters that call this function
     * @param reason only dead letters that were given up for this reason
     * @return the page
     */
    @ReadOperation
    public TaskPageDescriptor list(
            @Selector String queue,
            @Selector String section,
            @Nullable Long after,
            @Nullable Integer limit,
            @Nullable String function,
            DeadTask.@Nullable Reason reason) {
        return list(queue, section, after, limit, function, reason, showValues.isShown(true));
    }

    /**
     * One task or dead letter.
     *
     * @param queue the queue
     * @param section {@code tasks} or {@code dead-letters}
     * @param id its id
     * @return a description
     */
    @ReadOperation
    public TaskDescriptor find(@Selector String queue, @Selector String section, @Selector long id) {
        return find(queue, section, id, showValues.isShown(true));
    }

    /**
     * Pauses or resumes a queue.
     *
     * @param queue the queue
     * @param paused whether it is to begin no further task
     * @return the queue afterwards
     */
    @WriteOperation
    public QueueDescriptor pause(@Selector String queue, boolean paused) {
        check(queue);
        if (paused) {
            queues.pause(queue);
        } else {
            queues.resume(queue);
        }
        return describe(queue);
    }

    /**
     * Redrives dead letters, those that were added first first.
     *
     * @param queue the queue
     * @param section {@code dead-letters}
     * @param limit how many at most, 1 to 10,000, which is also the default
     * @param function only those that call this function
     * @param reason only those that were given up for this reason
     * @return how many there were
     */
    @WriteOperation
    public DoneDescriptor redriveAll(
            @Selector String queue,
            @Selector String section,
            @Nullable Integer limit,
            @Nullable String function,
            DeadTask.@Nullable Reason reason) {
        checkIs(DEAD_LETTERS, queue, section);
        long tasks = letters(queue, function, reason).redriveAll(atOnce(limit));
        return done(queue, "redriven", tasks);
    }

    /**
     * Redrives a dead letter.
     *
     * @param queue the queue
     * @param section {@code dead-letters}
     * @param id the task
     * @return what was done
     */
    @WriteOperation
    public DoneDescriptor redrive(@Selector String queue, @Selector String section, @Selector long id) {
        checkIs(DEAD_LETTERS, queue, section);
        if (!queues.redrive(queue, id)) {
            throw noDeadLetter(queue, id);
        }
        return done(queue, "redriven", 1);
    }

    /**
     * Throws dead letters away, or deletes all waiting tasks.
     *
     * @param queue the queue
     * @param section {@code dead-letters}, or {@code tasks}, for which there must be no conditions
     * @param limit how many at most, 1 to 10,000, which is also the default
     * @param function only those that call this function
     * @param reason only those that were given up for this reason
     * @return how many there were
     */
    @DeleteOperation
    public DoneDescriptor deleteAll(
            @Selector String queue,
            @Selector String section,
            @Nullable Integer limit,
            @Nullable String function,
            DeadTask.@Nullable Reason reason) {
        if (!section.equals(TASKS)) {
            checkIs(DEAD_LETTERS, queue, section);
            return done(queue, "discarded", letters(queue, function, reason).discardAll(atOnce(limit)));
        }
        check(queue);
        if (limit != null || function != null || reason != null) {
            throw new InvalidEndpointRequestException(
                    "All waiting tasks of queue \"" + queue + "\" are deleted, or none: there are no conditions.",
                    "Leave out limit, function and reason, or delete tasks by their ids");
        }
        return done(queue, "purged", queues.purge(queue));
    }

    /**
     * Throws a dead letter away, or cancels a task that waits or runs.
     *
     * @param queue the queue
     * @param section {@code dead-letters} or {@code tasks}
     * @param id the task
     * @return what was done
     */
    @DeleteOperation
    public DoneDescriptor delete(@Selector String queue, @Selector String section, @Selector long id) {
        if (section.equals(TASKS)) {
            check(queue);
            if (!queues.cancel(queue, id)) {
                throw noTask(queue, id);
            }
            return done(queue, "deleted", 1);
        }
        checkIs(DEAD_LETTERS, queue, section);
        if (!queues.discard(queue, id)) {
            throw noDeadLetter(queue, id);
        }
        return done(queue, "discarded", 1);
    }

    TaskPageDescriptor list(
            String queue,
            String section,
            @Nullable Long after,
            @Nullable Integer limit,
            @Nullable String function,
            DeadTask.@Nullable Reason reason,
            boolean values) {
        int most = limit(limit, DEFAULT_PAGE, MAX_PAGE);
        long from = after == null ? 0 : Math.max(0, after);
        List<TaskDescriptor> tasks;
        if (section.equals(TASKS)) {
            check(queue);
            tasks = queues.list(queue, from, most).stream()
                    .map(task -> describe(task, values))
                    .toList();
        } else {
            checkIs(DEAD_LETTERS, queue, section);
            tasks = letters(queue, function, reason).list(from, most).stream()
                    .map(letter -> TaskDescriptor.of(letter, calls.apply(letter.task()), values))
                    .toList();
        }
        return new TaskPageDescriptor(
                queue,
                tasks,
                tasks.size() < most ? null : tasks.get(tasks.size() - 1).id());
    }

    TaskDescriptor find(String queue, String section, long id, boolean values) {
        if (section.equals(TASKS)) {
            check(queue);
            List<TaskRow> found = queues.list(queue, Math.max(0, id - 1), 1);
            if (found.isEmpty() || found.get(0).id() != id) {
                throw noTask(queue, id);
            }
            return describe(found.get(0), values);
        }
        checkIs(DEAD_LETTERS, queue, section);
        DeadTask letter = queues.deadLetters(queue).find(id);
        if (letter == null) {
            throw noDeadLetter(queue, id);
        }
        return TaskDescriptor.of(letter, calls.apply(letter.task()), values);
    }

    private QueueDescriptor describe(String queue) {
        return QueueDescriptor.of(
                queues.status(queue), dispatcher.settings(queue), queues.clock().instant());
    }

    private TaskDescriptor describe(TaskRow task, boolean values) {
        return TaskDescriptor.of(
                task, calls.apply(task), queues.isRunning(task.queue(), task.id()) ? "running" : "waiting", values);
    }

    private DeadLetters letters(String queue, @Nullable String function, DeadTask.@Nullable Reason reason) {
        DeadLetters letters = queues.deadLetters(queue);
        letters = reason == null ? letters : letters.of(reason);
        return function == null ? letters : letters.matching(letter -> isCallOf(function, letter));
    }

    private boolean isCallOf(String function, DeadTask letter) {
        StoredCall call = calls.apply(letter.task());
        return call != null && call.function().equals(function);
    }

    private DoneDescriptor done(String queue, String operation, long tasks) {
        return new DoneDescriptor(
                queue, operation, tasks, queues.deadLetters(queue).count());
    }

    private Set<String> names() {
        Set<String> names = new TreeSet<>(dispatcher.configuredQueues());
        names.add(DEFAULT_QUEUE);
        names.addAll(queues.names());
        return names;
    }

    private boolean isOpen() {
        return engine == null || engine.isOpen();
    }

    private void checkIs(String expected, String queue, String section) {
        if (!section.equals(expected)) {
            throw new NotThereException(
                    "There is no \"" + section + "\" of queue \"" + queue + "\" to do that to; there are \"" + TASKS
                            + "\" and \"" + DEAD_LETTERS + "\", and only dead letters can be redriven.");
        }
        check(queue);
    }

    private void check(String queue) {
        if (!isOpen()) {
            throw new NotThereException("The store is closed: nothing is known of queue \"" + queue + "\".");
        }
        if (!names().contains(queue)) {
            throw new NotThereException("There is no queue \"" + queue + "\"; there are " + names() + ".");
        }
    }

    private static NotThereException noTask(String queue, long id) {
        return new NotThereException("No task " + id + " waits or runs in queue \"" + queue + "\".");
    }

    private static NotThereException noDeadLetter(String queue, long id) {
        return new NotThereException("Queue \"" + queue + "\" has no dead letter " + id + ".");
    }

    private static int atOnce(@Nullable Integer limit) {
        return limit(limit, MAX_AT_ONCE, MAX_AT_ONCE);
    }

    private static int limit(@Nullable Integer limit, int otherwise, int max) {
        if (limit == null) {
            return otherwise;
        }
        if (limit < 1 || limit > max) {
            String message = String.format("The limit must be 1 to %,d, not %,d.", max, limit);
            throw new InvalidEndpointRequestException(message, message);
        }
        return limit;
    }
}
