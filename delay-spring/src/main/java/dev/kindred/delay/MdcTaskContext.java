package dev.kindred.delay;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Tells the log which task runs, and takes chosen values of SLF4J's MDC from the caller to the run. During a run the MDC has {@value #TASK} (its name, or number), {@value #QUEUE}, {@value #FUNCTION} and
 * {@value #ATTEMPT}. Whatever is put into the MDC during a run, also by the method, is gone from the thread afterwards. Safe for all threads.
 *
 * <p>Only keys that were chosen travel, and only those are taken from a task: keys are names in the log, and a task may come from elsewhere.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 100)
public final class MdcTaskContext implements TaskContext {

    /** The header the values travel in, as {@code key=value&key=value} with both encoded as in a URL. Stored with tasks: another name would leave theirs unread. */
    public static final String HEADER = "X-Kindred-Mdc";

    /** The key of the task's name, or of its number in the store if it has none. */
    public static final String TASK = "delay.task";

    /** The key of the task's queue. */
    public static final String QUEUE = "delay.queue";

    /** The key of the function's key. */
    public static final String FUNCTION = "delay.function";

    /** The key of the number of the run, 1 for the first. */
    public static final String ATTEMPT = "delay.attempt";

    /** The most characters of a value; a longer one does not travel. */
    public static final int MAX_VALUE_CHARS = 1_024;

    private static final Logger LOG = LoggerFactory.getLogger(MdcTaskContext.class);

    private static final Set<String> OWN = Set.of(TASK, QUEUE, FUNCTION, ATTEMPT);

    private final Set<String> keys;
    private final Set<String> tooLong = ConcurrentHashMap.newKeySet();

    /**
     * A context for some keys.
     *
     * @param keys those whose values travel; may be empty
     * @throws IllegalArgumentException if one is blank, or one of the four keys of the task itself
     */
    public MdcTaskContext(Collection<String> keys) {
        this.keys = new LinkedHashSet<>(keys);
        for (String key : this.keys) {
            if (!isKey(key)) {
                throw new IllegalArgumentException(
                        "\"" + key
                                + "\" cannot travel in the MDC: it must not be blank, nor one of the keys that tell the task itself.");
            }
        }
    }

    /**
     * Whether the value of a key can travel.
     *
     * @param key a key of the MDC
     * @return false if it is blank, or one of the four that tell the task itself
     */
    public static boolean isKey(String key) {
        return !key.isBlank() && !OWN.contains(key);
    }

    @Override
    public Map<String, String> capture() {
        if (keys.isEmpty()) {
            return Map.of();
        }
        StringJoiner header = new StringJoiner("&");
        for (String key : keys) {
            String value = MDC.get(key);
            if (value != null && value.length() <= MAX_VALUE_CHARS) {
                header.add(encode(key) + "=" + encode(value));
            } else if (value != null && tooLong.add(key)) {
                LOG.warn(
                        "The value of \"{}\" in the MDC has {} characters; the limit is {}, so it does not travel with deferred calls. This is said once",
                        key,
                        value.length(),
                        MAX_VALUE_CHARS);
            }
        }
        return header.length() == 0 ? Map.of() : Map.of(HEADER, header.toString());
    }

    @Override
    public void restore(Map<String, String> headers, TaskCall call) throws Exception {
        Map<String, String> before = MDC.getCopyOfContextMap();
        try {
            DelayContext task = DelayContext.current();
            MDC.put(TASK, task.taskName());
            MDC.put(QUEUE, task.queue());
            MDC.put(FUNCTION, task.key());
            MDC.put(ATTEMPT, Long.toString(task.attempt()));
            putAll(headers.get(HEADER));
            call.run();
        } finally {
            if (before == null) {
                MDC.clear();
            } else {
                MDC.setContextMap(before);
            }
        }
    }

    private void putAll(@Nullable String header) {
        if (header == null || keys.isEmpty()) {
            return;
        }
        try {
            for (String pair : header.split("&")) {
                int equals = pair.indexOf('=');
                String key = equals < 0 ? "" : decode(pair.substring(0, equals));
                if (keys.contains(key)) {
                    MDC.put(key, decode(pair.substring(equals + 1)));
                }
            }
        } catch (IllegalArgumentException notOurs) { // what only helps to read the log must not fail a task
            LOG.debug("The header {} cannot be read", HEADER, notOurs);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
