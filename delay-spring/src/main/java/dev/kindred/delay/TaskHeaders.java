package dev.kindred.delay;

import dev.kindred.datastore.store.TaskRow;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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

    /** The status code of the run before: 500 if it threw here; what the target answered if the task was sent to one. */
    public static final String PREVIOUS_RESPONSE = "X-AppEngine-TaskPreviousResponse";

    /** Why the task is run again. */
    public static final String RETRY_REASON = "X-AppEngine-TaskRetryReason";

    /** There, with any value, if the task is to fail at once rather than wait for an instance. */
    public static final String FAIL_FAST = "X-AppEngine-FailFast";

    /** When the first run of a task began that comes by HTTP, in seconds since 1970, with decimals. */
    static final String FIRST_TRY = "X-Delay-First-Try";

    /** For which time a schedule planned a task that comes by HTTP, in seconds since 1970, with decimals. */
    static final String SCHEDULED_FOR = "X-Delay-Scheduled-For";

    /** How the names begin of all that is made from the task. */
    private static final String MADE_PREFIX = "X-AppEngine-";

    /** What the task's own settings are stored under; nobody else's business. */
    private static final String OWN_PREFIX = "Kindred-";

    /** How the error begins of a task that was sent elsewhere and came back with a status. */
    private static final Pattern ANSWER = Pattern.compile("HTTP (\\d{3}) from ");

    /** How it begins if there was no answer. */
    private static final String NO_ANSWER = "No HTTP answer from ";

    /** Without exponents: nobody makes us compute with a million digits. */
    private static final Pattern TIME = Pattern.compile("\\d{1,15}(\\.\\d{1,15})?");

    private TaskHeaders() {}

    /**
     * The headers of a claimed task, its own included.
     *
     * @param task the task, its present run counted
     * @return names and values; names compare without case
     */
    public static Map<String, String> of(TaskRow task) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(task.headers());
        headers.keySet().removeIf(name -> name.regionMatches(true, 0, OWN_PREFIX, 0, OWN_PREFIX.length()));
        headers.put(QUEUE_NAME, task.queue());
        headers.put(TASK_NAME, name(task));
        headers.put(RETRY_COUNT, retryCount(task));
        headers.put(EXECUTION_COUNT, Integer.toString(task.attempts() - 1));
        headers.put(ETA, seconds(task.eta()));
        String error = task.lastError();
        if (error != null) {
            String reason = error.lines().findFirst().orElse("");
            headers.put(RETRY_REASON, reason);
            if (!reason.startsWith(NO_ANSWER)) {
                Matcher answer = ANSWER.matcher(reason);
                headers.put(PREVIOUS_RESPONSE, answer.lookingAt() ? answer.group(1) : "500");
            }
        }
        return headers;
    }

    /**
     * What the process that keeps a task knows of it beside App Engine's headers: for one that runs the task elsewhere, where {@link DelayContext} tells it.
     *
     * @param task the task, its present run counted
     * @return names and values; empty if there is nothing
     */
    public static Map<String, String> ofPush(TaskRow task) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        if (task.firstAttempt() != 0) {
            headers.put(FIRST_TRY, seconds(task.firstAttempt()));
        }
        DelayedSchedules.Run scheduled = DelayedSchedules.Run.of(task);
        if (scheduled != null) {
            headers.put(SCHEDULED_FOR, seconds(ChronoUnit.MICROS.between(Instant.EPOCH, scheduled.scheduled())));
        }
        return headers;
    }

    /** A time as seconds since 1970, with or without decimals; null if there is none, or it cannot be read. */
    static @Nullable Instant time(Map<String, String> headers, String name) {
        String text = headers.getOrDefault(name, "").strip();
        if (!TIME.matcher(text).matches()) {
            return null;
        }
        BigDecimal seconds = new BigDecimal(text);
        BigDecimal decimals = seconds.remainder(BigDecimal.ONE);
        try {
            return Instant.ofEpochSecond(
                    seconds.longValue(), decimals.movePointRight(9).longValue());
        } catch (DateTimeException beyondAllTime) {
            return null;
        }
    }

    private static String seconds(long micros) {
        // By hand: a format string took a tenth of the time of a task that does nothing.
        String decimals = Long.toString(Math.floorMod(micros, 1_000_000L));
        return Math.floorDiv(micros, 1_000_000L) + "." + "0".repeat(6 - decimals.length()) + decimals;
    }

    /** Whether a header is made from the task rather than stored with it. */
    static boolean isMade(String name) {
        return name.regionMatches(true, 0, MADE_PREFIX, 0, MADE_PREFIX.length());
    }

    static String retryCount(TaskRow task) {
        return Integer.toString(task.attempts() - 1);
    }

    static String name(TaskRow task) {
        String name = task.name();
        return name != null ? name : Long.toString(task.id());
    }
}
