package dev.kindred.delay.queue;

import dev.kindred.datastore.store.TaskRow;
import org.jspecify.annotations.Nullable;

/** Does what a task asks for. Called by many threads at once. */
@FunctionalInterface
public interface TaskHandler {

    /**
     * Runs a task once. To return is to succeed: the task is finished.
     *
     * @param run the task, and what may be said about it
     * @throws TaskRejectedException to give the task up at once
     * @throws Exception any other to run it again by the queue's policy
     */
    void run(TaskRun run) throws Exception;

    /**
     * Says what a task does, for the log.
     *
     * @param task the task
     * @return such as the key of a function; null if there is nothing to say
     */
    default @Nullable String describe(TaskRow task) {
        return null;
    }

    /**
     * Says what else the commit that ends a task does, however it ends. Asked at the end of each task; must be quick.
     *
     * @param task the task, its last run counted
     * @return null if there is nothing, so that its end can be written with others'
     */
    default @Nullable TaskEnd end(TaskRow task) {
        return null;
    }
}
