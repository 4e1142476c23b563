package dev.kindred.datastore.engine.ordered;

import dev.kindred.datastore.engine.ordered.TaskKeys.Place;
import dev.kindred.datastore.store.TaskRow;
import org.jspecify.annotations.Nullable;

/**
 * A task with a concurrency key that comes or goes.
 *
 * @param work to be told of tasks that may run now
 * @param queue its queue
 * @param task the task
 * @param entered where it would stand among the ready ones, or null if it goes
 */
record KeyChange(
        TaskWork work,
        QueueState queue,
        TaskRow task,
        @Nullable Place entered) {

    /** What changes together have in common. */
    String group() {
        return queue.name + '\0' + task.traits().concurrencyKey();
    }
}
