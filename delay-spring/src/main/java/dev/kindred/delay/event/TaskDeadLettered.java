package dev.kindred.delay.event;

import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.TaskRow;
import org.jspecify.annotations.Nullable;

/**
 * A worker has given a task up; it is a dead letter now. Of a task of a pull queue that was leased too often there is no such event.
 *
 * @param task as it was in its last run
 * @param reason why it was given up
 * @param failure what its method threw last; null if it did not run, because the processes that ran it were killed
 */
public record TaskDeadLettered(
        TaskRow task, DeadTask.Reason reason, @Nullable Throwable failure) implements QueueEvent {

    @Override
    public String queue() {
        return task.queue();
    }
}
