package dev.kindred.delay.queue;

import dev.kindred.datastore.store.TaskTraits;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What sets a task apart, kept among the headers of a {@link Task} until it is stored, so that a task that is stored within another keeps it; and what is made of it then. */
final class TaskMarks {

    static final String CONCURRENCY_KEY = "kindred-concurrency-key";
    static final String UNIQUE_KEY = "kindred-unique-key";
    static final String TAG = "kindred-tag";
    static final String REPLACE = "kindred-replace";

    private static final Set<String> ALL = Set.of(CONCURRENCY_KEY, UNIQUE_KEY, TAG, REPLACE);

    private TaskMarks() {}

    static void check(Task task, QueueSettings settings) {
        Map<String, String> headers = task.headers();
        boolean pull = settings.mode() == QueueMode.PULL;
        if (replaces(task)
                && (!headers.containsKey(UNIQUE_KEY) || task.name() != null || headers.containsKey(CONCURRENCY_KEY))) {
            throw new InvalidTaskException(
                    "A " + task
                            + " cannot replace another: it needs a unique key, and must have neither a name nor a concurrency key.");
        }
        if (!pull && headers.containsKey(TAG)) {
            throw new InvalidTaskException("A task with the tag \"" + headers.get(TAG) + "\" is for queue \""
                    + task.queue() + "\", which is a push queue; only tasks of pull queues have tags.");
        }
        if (pull && headers.containsKey(CONCURRENCY_KEY)) {
            throw new InvalidTaskException(
                    "A task with the concurrency key \"" + headers.get(CONCURRENCY_KEY)
                            + "\" is for queue \"" + task.queue()
                            + "\", which is a pull queue; only tasks of push queues have concurrency keys. Lease by tag instead.");
        }
    }

    static boolean replaces(Task task) {
        return task.headers().containsKey(REPLACE);
    }

    static TaskTraits traits(Task task, QueueSettings settings) {
        Map<String, String> headers = task.headers();
        String key = headers.get(CONCURRENCY_KEY);
        String tag = settings.mode() == QueueMode.PULL ? headers.getOrDefault(TAG, "") : null;
        String unique = headers.get(UNIQUE_KEY);
        return key == null && tag == null && unique == null
                ? TaskTraits.NONE
                : new TaskTraits(key, key == null ? 0 : settings.maxConcurrentPerKey(), tag, unique);
    }

    /** The headers that travel with the task. */
    static Map<String, String> headers(Task task) {
        if (Collections.disjoint(task.headers().keySet(), ALL)) {
            return task.headers();
        }
        Map<String, String> headers = new HashMap<>(task.headers());
        headers.keySet().removeAll(ALL);
        return headers;
    }
}
