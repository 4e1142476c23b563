package dev.kindred.delay;

import dev.kindred.datastore.store.TaskRow;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The headers App Engine sends with a task. Inside the process they are made from the stored task. */
public final class TaskHeaders {

    /** The queue. */
    public static final String QUEUE_NAME = "X-AppEngine-QueueName";

    /** The task's name; its number in the store if it was given none. */
    public static final String TASK_NAME = "X-AppEngine-TaskName";

    /** How often the task was run before. */
    public static final String RETRY_COUNT = "X-AppEngine-TaskRetryCount";

    /** How often the task has failed before. */
    public static final String EXECUTION_COUNT = "X-AppEngine-TaskExecutionCount";

    /** When the task was due, in seconds since 1970, with decimals. */
    public static final String ETA = "X-AppEngine-TaskETA";

    /** The status code of the run before: 500 if it threw. */
    public static final String PREVIOUS_RESPONSE = "X-AppEngine-TaskPreviousResponse";

    /** Why the task is run again. */
    public static final String RETRY_REASON = "X-AppEngine-TaskRetryReason";

    /** There, with any value, if the task is to fail at once rather than wait for an instance. */
    public static final String FAIL_FAST = "X-AppEngine-FailFast";

    /** What the task's own settings are stored under; nobody else's business. */
    private static final String OWN_PREFIX = "Kindred-";

    private TaskHeaders() {}

    /** The headers of a claimed task, its own included; names compare without case. */
    static Map<String, String> of(TaskRow task) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(task.headers());
        headers.keySet().removeIf(name -> name.regionMatches(true, 0, OWN_PREFIX, 0, OWN_PREFIX.length()));
        headers.put(QUEUE_NAME, task.queue());
        headers.put(TASK_NAME, name(task));
        headers.put(RETRY_COUNT, Integer.toString(task.attempts() - 1));
        headers.put(EXECUTION_COUNT, Integer.toString(task.attempts() - 1));
        headers.put(
                ETA,
                String.format(
                        Locale.ROOT,
                        "%d.%06d",
                        Math.floorDiv(task.eta(), 1_000_000L),
                        Math.floorMod(task.eta(), 1_000_000L)));
        String error = task.lastError();
        if (error != null) {
            headers.put(PREVIOUS_RESPONSE, "500");
            headers.put(RETRY_REASON, error.lines().findFirst().orElse(""));
        }
        return headers;
    }

    private static String name(TaskRow task) {
        String name = task.name();
        return name != null ? name : Long.toString(task.id());
    }
}
