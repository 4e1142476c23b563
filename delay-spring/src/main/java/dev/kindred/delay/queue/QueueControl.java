package dev.kindred.delay.queue;

import dev.kindred.datastore.store.QueueStatistics;
import dev.kindred.datastore.store.TaskFollowing;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TaskStorage;
import org.jspecify.annotations.Nullable;

/** What an operator does to queues and to tasks that wait or run: looks, pauses, and takes away. Tells whoever observes. */
final class QueueControl {

    private final TaskQueues queues;
    private final ExecutedTasks executed;
    private final RunningTasks running;

    QueueControl(TaskQueues queues, ExecutedTasks executed, RunningTasks running) {
        this.queues = queues;
        this.executed = executed;
        this.running = running;
    }

    QueueStatus status(String queue) {
        QueueSettings configured = queues.settings(queue);
        QueueStatistics numbers = storage().statistics(queue);
        boolean paused = isPaused(queue);
        return new QueueStatus(
                queue,
                configured.mode(),
                numbers.waiting(),
                numbers.running(),
                numbers.dead(),
                numbers.oldestEta() < 0 ? null : Micros.instant(numbers.oldestEta()),
                executed.inLastMinute(queue),
                executed.lastBegun(queue),
                paused ? Rate.ZERO : configured.rate(),
                paused);
    }

    void pause(String queue) {
        storage().pause(TaskLimits.checkQueue(queue));
        queues.observer().paused(queue);
    }

    void resume(String queue) {
        storage().resume(queue);
        queues.observer().resumed(queue);
    }

    boolean isPaused(String queue) {
        return queues.settings(queue).isPaused() || storage().isPaused(queue);
    }

    long purge(String queue) {
        long purged = storage().purge(queue, gone());
        queues.observer().purged(queue, purged);
        return purged;
    }

    @Nullable
    TaskRow find(String queue, String name) {
        return storage().find(queue, name);
    }

    boolean delete(String queue, String name) {
        TaskRow task = find(queue, name);
        return task != null && delete(queue, task.id());
    }

    boolean cancel(String queue, long id) {
        boolean gone = delete(queue, id);
        Running run = running.find(id);
        if (gone && run != null) {
            run.cancel();
        }
        return gone;
    }

    private boolean delete(String queue, long id) {
        boolean gone = storage().delete(queue, id, gone());
        if (gone) {
            queues.observer().deleted(queue, id);
        }
        return gone;
    }

    /** What is left of a task that is taken away. */
    private TaskFollowing gone() {
        return TaskRecords.and(queues, TaskRecord.Outcome.CANCELLED, Groups.gone(queues));
    }

    private TaskStorage storage() {
        return queues.storage();
    }
}
