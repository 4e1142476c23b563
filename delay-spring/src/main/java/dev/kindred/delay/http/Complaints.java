package dev.kindred.delay.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operator what only he can mend, once a minute for each matter. Safe for all threads. */
final class Complaints {

    private static final Logger LOG = LoggerFactory.getLogger(TaskSender.class);
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final Map<String, Long> last = new ConcurrentHashMap<>();

    void say(String text) {
        long now = System.nanoTime();
        Long said = last.get(text);
        // Texts name targets and statuses, of which there are few.
        if (said == null
                ? last.putIfAbsent(text, now) == null
                : now - said >= MINUTE && last.replace(text, said, now)) {
            LOG.error(text);
        }
    }
}
