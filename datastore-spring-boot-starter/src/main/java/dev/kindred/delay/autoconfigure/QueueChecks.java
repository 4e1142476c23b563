package dev.kindred.delay.autoconfigure;

import dev.kindred.datastore.autoconfigure.InvalidSettingException;
import dev.kindred.delay.autoconfigure.DelayProperties.Queue;
import dev.kindred.delay.queue.QueueMode;
import dev.kindred.delay.queue.QueueSettings;
import dev.kindred.delay.queue.Rate;
import dev.kindred.delay.queue.TaskLimits;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is wrong with the settings of a queue. */
final class QueueChecks {

    private QueueChecks() {}

    /** Adds what is wrong with a queue. */
    static void check(String name, Queue queue, List<InvalidSettingException> problems) {
        String prefix = DelayProperties.PREFIX + "queues." + name + ".";
        if (!TaskLimits.isQueueName(name)) {
            problems.add(new InvalidSettingException(
                    DelayProperties.PREFIX + "queues",
                    name,
                    "The name of a queue has 1 to 100 letters (a-z, A-Z), digits and hyphens.",
                    "Rename the queue, here and where methods name it."));
        }
        checkRate(prefix, queue, problems);
        checkConcurrent(prefix + "max-concurrent", queue.maxConcurrent(), problems);
        checkConcurrent(prefix + "max-concurrent-requests", queue.maxConcurrentRequests(), problems);
        RetryChecks.checkOneName(
                prefix,
                "max-concurrent",
                queue.maxConcurrent(),
                "max-concurrent-requests",
                queue.maxConcurrentRequests(),
                problems);
        if (queue.maxConcurrentPerKey() != null && queue.maxConcurrentPerKey() < 1) {
            problems.add(new InvalidSettingException(
                    prefix + "max-concurrent-per-key",
                    queue.maxConcurrentPerKey(),
                    "A concurrency key must be allowed at least 1 task at a time.",
                    "Raise it; 1 is the default, which runs the tasks of a key one after another."));
        }
        if (queue.priority() < 0 || queue.priority() > TaskLimits.MAX_PRIORITY) {
            problems.add(new InvalidSettingException(
                    prefix + "priority",
                    queue.priority(),
                    "A priority is 0 (last) to 255 (first).",
                    "Choose one within; 100 is the default."));
        }
        RetryChecks.check(prefix + "retry.", queue.retry(), problems);
        if (queue.keepHistory() != null && queue.keepHistory().isNegative()) {
            problems.add(new InvalidSettingException(
                    prefix + "keep-history",
                    queue.keepHistory(),
                    "The time cannot be negative.",
                    "Set it such as 7d, or 0s to keep no history of the queue."));
        }
        DispatchChecks.checkTarget(prefix + "target", queue.target(), problems);
        if (queue.mode() == QueueMode.PULL) {
            checkPull(prefix, queue, problems);
        }
    }

    private static void checkConcurrent(
            String property, @Nullable Integer value, List<InvalidSettingException> problems) {
        if (value != null && value < 1) {
            problems.add(new InvalidSettingException(
                    property,
                    value,
                    "A queue must be allowed at least 1 task at a time.",
                    "Raise it; 64 is the default. To begin no tasks, set paused."));
        }
    }

    private static void checkRate(String prefix, Queue queue, List<InvalidSettingException> problems) {
        if (queue.rate() != null) {
            try {
                Rate.of(queue.rate());
            } catch (IllegalArgumentException refused) {
                problems.add(new InvalidSettingException(
                        prefix + "rate",
                        queue.rate(),
                        "A rate is a number with up to three decimals, a slash, and s, m, h or d; or 0.",
                        "Write it such as 20/s, 5/m or 0.5/s, or remove the property to have no limit."));
            }
        }
        if (queue.bucketSize() != null
                && (queue.bucketSize() < 1 || queue.bucketSize() > QueueSettings.MAX_BUCKET_SIZE)) {
            problems.add(new InvalidSettingException(
                    prefix + "bucket-size",
                    queue.bucketSize(),
                    "A bucket holds 1 to 100,000 tokens.",
                    "Choose a size within; 5 is the default. To begin no tasks, set the rate 0."));
        } else if (queue.bucketSize() != null && queue.rate() == null && queue.mode() == QueueMode.PUSH) {
            problems.add(new InvalidSettingException(
                    prefix + "bucket-size",
                    queue.bucketSize(),
                    "A bucket without a rate limits nothing.",
                    "Set " + prefix + "rate too, or remove it."));
        }
    }

    private static void checkPull(String prefix, Queue queue, List<InvalidSettingException> problems) {
        Map<String, @Nullable Object> meaningless = new LinkedHashMap<>();
        meaningless.put("rate", queue.rate());
        meaningless.put("bucket-size", queue.bucketSize());
        meaningless.put("max-concurrent", queue.maxConcurrent());
        meaningless.put("max-concurrent-requests", queue.maxConcurrentRequests());
        meaningless.put("max-concurrent-per-key", queue.maxConcurrentPerKey());
        meaningless.put("target", queue.target());
        meaningless.put("retry.age-limit", queue.retry().ageLimit());
        meaningless.put("retry.min-backoff", queue.retry().minBackoff());
        meaningless.put("retry.max-backoff", queue.retry().maxBackoff());
        meaningless.put("retry.task-age-limit", queue.retry().taskAgeLimit());
        meaningless.put("retry.min-backoff-seconds", queue.retry().minBackoffSeconds());
        meaningless.put("retry.max-backoff-seconds", queue.retry().maxBackoffSeconds());
        meaningless.forEach((property, value) -> {
            if (value != null) {
                problems.add(
                        new InvalidSettingException(
                                prefix + property,
                                value,
                                "The queue is a pull queue, whose tasks are leased and never begun here.",
                                "Remove the property, or set mode to push. Of the retry settings a pull queue has the limit only."));
            }
        });
    }
}
