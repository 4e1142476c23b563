package dev.kindred.delay;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a deferred call takes with it from its caller, apart from its arguments: a tenant, a trace. It is asked when the call is made, on the thread that makes it,
 * and stored in the task's headers; when the task runs, it puts things back around the method, on the thread that runs it. Beans of this type are used by
 * delayed methods; their {@code @Order} says which is the outer one. Safe for all threads.
 */
public interface TaskContext {

    /** Takes nothing along. */
    TaskContext NONE = new TaskContext() {
        @Override
        public Map<String, String> capture() {
            return Map.of();
        }

        @Override
        public void restore(Map<String, String> headers, TaskCall call) throws Exception {
            call.run();
        }
    };

    /**
     * What there is to take along.
     *
     * @return names and values of headers; empty if there is nothing. A header that the caller sets by himself goes before
     */
    Map<String, String> capture();

    /**
     * Stores calls. Does nothing else by default. For a context that watches the storing, or that knows what to take along only then, such as a span that is the parent of the runs.
     *
     * @param tasks what is stored in one step: one call, a batch, or a group with what follows it; their {@link #capture captured} headers are in them
     * @param storing stores; to be called once, on this thread
     * @return what {@code storing} returns
     */
    default List<TaskHandle> store(List<TaskHandle> tasks, Storing storing) {
        return storing.with(Map.of());
    }

    /** Stores calls, see {@link #store}. */
    @FunctionalInterface
    interface Storing {

        /**
         * Stores them.
         *
         * @param headers go with all of them, and with the tasks that follow them. A header that a task has already stays. They are left out, with a warning in the log, of a task that would grow
         *     beyond {@link dev.kindred.delay.queue.TaskLimits#MAX_TASK_BYTES} by them
         * @return the stored calls
         * @throws RuntimeException as {@link DelayOperations#add}; nothing is stored then
         */
        List<TaskHandle> with(Map<String, String> headers);
    }

    /**
     * Makes the call in what was taken along. What was there on the thread before is there again afterwards, however the call ends. {@link DelayContext#current()} tells which task it is. The call begins with reading the
     * arguments.
     *
     * @param headers those of the task; names compare without case. A header may be missing: the task may be older than this context, or come from elsewhere
     * @param call the rest of the run; to be made once, on this thread
     * @throws Exception what the call throws; anything else ends the attempt, as if the method had thrown it
     */
    void restore(Map<String, String> headers, TaskCall call) throws Exception;

    /**
     * Several as one: all take things along, and the first puts its things back outermost.
     *
     * @param contexts the parts
     * @return the whole; if two capture the same header, the later one's counts
     */
    static TaskContext all(List<TaskContext> contexts) {
        TaskContext whole = NONE;
        for (int i = contexts.size() - 1; i >= 0; i--) {
            TaskContext outer = contexts.get(i);
            TaskContext inner = whole;
            whole = inner == NONE
                    ? outer
                    : new TaskContext() {
                        @Override
                        public Map<String, String> capture() {
                            Map<String, String> headers = new TreeMap<>(outer.capture());
                            headers.putAll(inner.capture());
                            return headers;
                        }

                        @Override
                        public List<TaskHandle> store(List<TaskHandle> tasks, Storing storing) {
                            return outer.store(
                                    tasks,
                                    outers -> inner.store(tasks, inners -> {
                                        Map<String, String> headers = new TreeMap<>(outers);
                                        headers.putAll(inners);
                                        return storing.with(headers);
                                    }));
                        }

                        @Override
                        public void restore(Map<String, String> headers, TaskCall call) throws Exception {
                            outer.restore(headers, () -> inner.restore(headers, call));
                        }
                    };
        }
        return whole;
    }
}
