package dev.kindred.delay.queue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** What App Engine allows a task to be. Checked before anything is stored. */
public final class TaskLimits {

    /** The most a task of a push queue may take, payload and headers together, in bytes: 100 KiB. */
    public static final int MAX_TASK_BYTES = 100 * 1024;

    /** The most a task of a pull queue may take, payload and headers together, in bytes: 1 MiB. */
    public static final int MAX_PULL_TASK_BYTES = 1024 * 1024;

    /** The most bytes of the result of a task as it is stored: 100 KiB. */
    public static final int MAX_RESULT_BYTES = 100 * 1024;

    /** The most bytes of a tag, a concurrency key or a unique key in UTF-8. */
    public static final int MAX_KEY_BYTES = 500;

    /** How far ahead a task may be planned, unless {@link TaskQueues.Builder#maxDelay} says otherwise: 30 days. */
    public static final Duration MAX_DELAY = Duration.ofDays(30);

    /** The highest priority; the lowest is 0. */
    public static final int MAX_PRIORITY = 255;

    private static final int MAX_QUEUE_CHARS = 100;
    private static final int MAX_NAME_CHARS = 500;

    private TaskLimits() {}

    /**
     * Whether a text can be the name of a queue: 1 to 100 letters, digits and hyphens.
     *
     * @param name a text
     * @return true if it can
     */
    public static boolean isQueueName(String name) {
        return isMadeOf(name, MAX_QUEUE_CHARS, '-');
    }

    /**
     * Whether a text can be the name of a task: 1 to 500 letters, digits, hyphens and underscores.
     *
     * @param name a text
     * @return true if it can
     */
    public static boolean isTaskName(String name) {
        return isMadeOf(name, MAX_NAME_CHARS, '_');
    }

    /** Not by a pattern: with every task that is added, the name of its queue is looked at more than once. */
    private static boolean isMadeOf(String name, int maxChars, char alsoAllowed) {
        for (int i = 0; i < name.length(); i++) {
            char one = name.charAt(i);
            if ((one < 'a' || one > 'z')
                    && (one < 'A' || one > 'Z')
                    && (one < '0' || one > '9')
                    && one != '-'
                    && one != alsoAllowed) {
                return false;
            }
        }
        return !name.isEmpty() && name.length() <= maxChars;
    }

    static String checkQueue(String name) {
        if (!isQueueName(name)) {
            throw new InvalidTaskException(
                    "\"" + name
                            + "\" cannot be the name of a queue: it must have 1 to 100 letters (a-z, A-Z), digits and hyphens.");
        }
        return name;
    }

    static String checkName(String name) {
        if (!isTaskName(name)) {
            throw new InvalidTaskException(
                    "\"" + name
                            + "\" cannot be the name of a task: it must have 1 to 500 letters (a-z, A-Z), digits, hyphens and underscores.");
        }
        return name;
    }

    static int checkPriority(int priority) {
        if (priority < 0 || priority > MAX_PRIORITY) {
            throw new InvalidTaskException(
                    "The priority of a task must be 0 (last) to " + MAX_PRIORITY + " (first), not " + priority + ".");
        }
        return priority;
    }

    static String checkKey(String what, String key) {
        if (key.isEmpty()) {
            throw new InvalidTaskException("A " + what + " must not be empty; leave it out to have none.");
        }
        return checkLength(what, key);
    }

    static String checkTag(String tag) {
        return checkLength("tag", tag);
    }

    private static String checkLength(String what, String text) {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_KEY_BYTES) {
            throw new InvalidTaskException("A " + what + " has " + bytes + " bytes in UTF-8, but may have "
                    + MAX_KEY_BYTES + "; shorten it, or use a hash of it: \"" + text.substring(0, 40) + "…\".");
        }
        return text;
    }

    static int size(byte[] payload, Map<String, String> headers) {
        int size = payload.length;
        for (Map.Entry<String, String> header : headers.entrySet()) {
            size += header.getKey().getBytes(StandardCharsets.UTF_8).length
                    + header.getValue().getBytes(StandardCharsets.UTF_8).length;
        }
        return size;
    }

    static void checkSize(QueueSettings queue, byte[] payload, Map<String, String> headers) {
        int size = size(payload, headers);
        int limit = queue.mode() == QueueMode.PULL ? MAX_PULL_TASK_BYTES : MAX_TASK_BYTES;
        if (size > limit) {
            throw new InvalidTaskException(String.format(
                    "A task for queue \"%s\" has %,d bytes; the limit is %,d. Store the data as an entity and pass its key.",
                    queue.name(), size, limit));
        }
    }
}
