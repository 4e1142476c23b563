package dev.kindred.delay.queue;

import dev.kindred.datastore.store.TaskRow;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a task carries of its own beside payload and headers: retry policy, deadline, what follows it, its group. Stored as headers that begin with <code>Kindred-</code>, so that a task that has
 * none costs nothing. <em>Written to disk: a new meaning needs a new name.</em>
 */
final class TaskExtras {

    static final String RETRY = "Kindred-Retry";
    static final String DEADLINE = "Kindred-Deadline";
    static final String THEN = "Kindred-Then";
    static final String OR_ELSE = "Kindred-Else";
    static final String GROUP = "Kindred-Group";
    static final String GROUP_ID = "Kindred-GroupId";
    static final String RECORD = "Kindred-Record";
    static final String GONE = "Kindred-Gone";

    private static final Logger LOG = LoggerFactory.getLogger(TaskExtras.class);
    private static final Set<String> NAMES = Set.of(RETRY, DEADLINE, THEN, OR_ELSE, GROUP, GROUP_ID, GONE, RECORD);

    private TaskExtras() {}

    static void checkHeader(String name) {
        for (String reserved : NAMES) {
            if (reserved.equalsIgnoreCase(name)) {
                throw new InvalidTaskException("The header \"" + name
                        + "\" is reserved for what the task itself carries; choose another name.");
            }
        }
    }

    /** The task's own policy, or that of its queue. */
    static RetryPolicy retry(TaskRow task, RetryPolicy queues) {
        String own = task.headers().get(RETRY);
        if (own == null) {
            return queues;
        }
        try {
            return RetryPolicy.parse(own);
        } catch (IllegalArgumentException unreadable) {
            LOG.warn("Task {} has a retry policy \"{}\" that cannot be read; its queue's is used", task.id(), own);
            return queues;
        }
    }

    static @Nullable Duration deadline(TaskRow task) {
        String own = task.headers().get(DEADLINE);
        return own == null ? null : Duration.ofNanos(Long.parseLong(own) * 1_000);
    }

    static boolean endsQuietly(TaskRow task) {
        Map<String, String> headers = task.headers();
        return headers.isEmpty()
                || !headers.containsKey(THEN)
                        && !headers.containsKey(OR_ELSE)
                        && !headers.containsKey(GROUP)
                        && !headers.containsKey(RECORD);
    }
}
