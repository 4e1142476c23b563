package dev.kindred.delay;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a deferred call takes with it from its caller, apart from its arguments: a tenant, a trace. It is asked when the call is made, on the thread that makes it,
 * and stored in the task's headers; when the task runs, it puts things back around the method, on the thread that runs it. Beans of this type are used by
 * delayed methods. Safe for all threads.
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
     * Makes the call in what was taken along. What was there on the thread before is there again afterwards, however the call ends.
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
                        public void restore(Map<String, String> headers, TaskCall call) throws Exception {
                            outer.restore(headers, () -> inner.restore(headers, call));
                        }
                    };
        }
        return whole;
    }
}
