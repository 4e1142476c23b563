package dev.kindred.delay.queue;

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
}
