package dev.kindred.delay.autoconfigure;

import dev.kindred.datastore.autoconfigure.InvalidSettingException;
import dev.kindred.delay.autoconfigure.DelayProperties.Retry;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is wrong with the settings of retries, and with two names for one setting. */
final class RetryChecks {

    private RetryChecks() {}

    /** Adds what is wrong with retries. */
    static void check(String prefix, Retry retry, List<InvalidSettingException> problems) {
        checkLimit(prefix + "limit", retry.limit(), problems);
        checkLimit(prefix + "task-retry-limit", retry.taskRetryLimit(), problems);
        checkOneName(prefix, "limit", retry.limit(), "task-retry-limit", retry.taskRetryLimit(), problems);
        checkOneName(prefix, "age-limit", retry.ageLimit(), "task-age-limit", retry.taskAgeLimit(), problems);
        checkOneName(
                prefix, "min-backoff", retry.minBackoff(), "min-backoff-seconds", retry.minBackoffSeconds(), problems);
        checkOneName(
                prefix, "max-backoff", retry.maxBackoff(), "max-backoff-seconds", retry.maxBackoffSeconds(), problems);
        if (retry.taskAgeLimit() != null && AppEngineTimes.age(retry.taskAgeLimit()) == null) {
            problems.add(new InvalidSettingException(
                    prefix + "task-age-limit",
                    retry.taskAgeLimit(),
                    AppEngineTimes.AGE_RULE,
                    "Write it such as 2d or 1.5h, or remove it to have no limit."));
        }
        checkSeconds(prefix + "min-backoff-seconds", retry.minBackoffSeconds(), problems);
        checkSeconds(prefix + "max-backoff-seconds", retry.maxBackoffSeconds(), problems);
        if (retry.maxDoublings() < 0) {
            problems.add(new InvalidSettingException(
                    prefix + "max-doublings",
                    retry.maxDoublings(),
                    "The number of doublings cannot be negative.",
                    "Set 0 to wait in equal steps; 16 is the default."));
        }
        checkPositive(prefix + "age-limit", retry.ageLimit(), "no limit", problems);
        checkPositive(prefix + "min-backoff", retry.minBackoff(), "100ms", problems);
        checkPositive(prefix + "max-backoff", retry.maxBackoff(), "1h", problems);
        Duration min = retry.min();
        Duration max = retry.max();
        if (min != null && max != null && min.compareTo(max) > 0) {
            problems.add(new InvalidSettingException(
                    prefix + "min-backoff",
                    min,
                    "It is longer than max-backoff, which is \"" + max + "\".",
                    "Swap the two, or set one of them alone."));
        }
    }

    private static void checkLimit(String property, @Nullable Integer value, List<InvalidSettingException> problems) {
        if (value != null && value < 0) {
            problems.add(new InvalidSettingException(
                    property,
                    value,
                    "The number of retries cannot be negative.",
                    "Set 0 to run a task once, or remove the property to retry without limit."));
        }
    }

    private static void checkSeconds(String property, @Nullable String value, List<InvalidSettingException> problems) {
        if (value != null && AppEngineTimes.seconds(value) == null) {
            problems.add(new InvalidSettingException(
                    property, value, AppEngineTimes.SECONDS_RULE, "Write it such as 10 or 0.5, or remove it."));
        }
    }

    private static void checkPositive(
            String property, @Nullable Duration value, String otherwise, List<InvalidSettingException> problems) {
        if (value != null && (value.isZero() || value.isNegative())) {
            problems.add(new InvalidSettingException(
                    property,
                    value,
                    "The time must be longer than zero.",
                    "Remove the property to get " + otherwise + "."));
        }
    }

    /** Which of two names for one thing would win is nothing to guess. */
    static void checkOneName(
            String prefix,
            String name,
            @Nullable Object value,
            String appEngines,
            @Nullable Object other,
            List<InvalidSettingException> problems) {
        if (value != null && other != null) {
            problems.add(new InvalidSettingException(
                    prefix + appEngines,
                    other,
                    "It is App Engine's name for " + prefix + name + ", which is set too, to \"" + value + "\".",
                    "Remove one of the two."));
        }
    }
}
