package dev.kindred.delay.queue;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When a failed task runs again, and when it is given up: App Engine's queue.yaml, word for word.
 *
 * <p><b>Back-off.</b> After failure n (1, 2, …), with e = min(n - 1, max-doublings), the task waits
 * <code>min(max-backoff, min-backoff * 2^e * max(1, n - e))</code>: it doubles max-doublings times, then grows by the same step, then stays. Computed so that no
 * number of failures can overflow. {@linkplain Builder#jitter Jitter}, which App Engine did not have, lengthens it by a random part of at most a tenth.
 *
 * <p><b>Limits.</b> The retry limit counts retries: a task runs at most <em>retry-limit + 1</em> times. The age counts from the first attempt, not from the time the
 * task was added. With both limits a task is given up only when <em>both</em> are passed; with neither it is retried for ever, which is the default.
 *
 * <p>Immutable and safe for all threads.
 */
public final class RetryPolicy {

    /** App Engine's: from 0.1 s to an hour, 16 doublings, no limits, no jitter. */
    public static final RetryPolicy APP_ENGINE = builder().jitter(0).build();

    /** App Engine's with a jitter of a tenth: what a queue has that says nothing. */
    public static final RetryPolicy DEFAULT = builder().build();

    private static final double MAX_JITTER = 0.1;

    private final @Nullable Integer retryLimit;
    private final @Nullable Duration ageLimit;
    private final long minMicros;
    private final long maxMicros;
    private final int maxDoublings;
    private final double jitter;

    private RetryPolicy(Builder builder, Duration min, Duration max) {
        this.retryLimit = builder.retryLimit;
        this.ageLimit = builder.ageLimit;
        this.minMicros = Micros.of(min);
        this.maxMicros = Micros.of(max);
        this.maxDoublings = builder.maxDoublings;
        this.jitter = builder.jitter;
    }

    /**
     * Starts with App Engine's values and a jitter of a tenth.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * How long a task waits after a failure, without jitter.
     *
     * @param failures how often it has failed so far, at least 1
     * @return between the minimal and the maximal back-off
     * @throws IllegalArgumentException if failures is less than 1
     */
    public Duration backoff(int failures) {
        long micros = backoffMicros(failures);
        return Duration.ofSeconds(micros / 1_000_000, micros % 1_000_000 * 1_000);
    }

    /**
     * Whether a task that has just failed is given up.
     *
     * @param failures how often it has failed so far, this time included
     * @param age the time since its first attempt began
     * @return false if it is to be retried
     */
    public boolean givesUp(int failures, Duration age) {
        boolean retriesUsedUp = retryLimit != null && failures > retryLimit;
        boolean tooOld = ageLimit != null && age.compareTo(ageLimit) > 0;
        if (retryLimit != null && ageLimit != null) {
            return retriesUsedUp && tooOld;
        }
        return retriesUsedUp || tooOld;
    }

    long delayMicros(int failures, DoubleSupplier random) {
        long micros = backoffMicros(failures);
        // Longer, never shorter, and also past the maximum: tasks that all reached it are the ones that would march in
        // step.
        return jitter == 0 ? micros : micros + (long) (micros * jitter * random.getAsDouble());
    }

    long delayMicros(int failures) {
        return delayMicros(failures, () -> ThreadLocalRandom.current().nextDouble());
    }

    /**
     * Whether a claimed task should not have been claimable, because it would have been given up: runs that were broken off by kills have used its attempts up, and nobody was left to
     * say so. What was put back regularly failed no later than its back-off before its eta, and was not given up then, so that it never is here.
     */
    boolean exhaustedBefore(int attempt, long firstAttempt, long eta) {
        if (attempt < 2) {
            return false;
        }
        int failures = attempt - 1;
        double failedAt = eta - backoffMicros(failures) * (1 + jitter);
        long age = Math.max(0, (long) failedAt - firstAttempt);
        return givesUp(failures, Duration.ofSeconds(age / 1_000_000, age % 1_000_000 * 1_000));
    }

    private long backoffMicros(int failures) {
        if (failures < 1) {
            throw new IllegalArgumentException("A task that has failed " + failures + " times needs no back-off.");
        }
        int doublings = Math.min(failures - 1, maxDoublings);
        long linear = Math.max(1, failures - doublings);
        // In double, so that 2^1000 is merely large; exact below 2^53 microseconds, which is 285 years.
        double micros = minMicros * Math.pow(2, doublings) * linear;
        return micros >= maxMicros ? maxMicros : (long) micros;
    }

    /**
     * How many retries a task has.
     *
     * @return the limit, or null if there is none
     */
    public @Nullable Integer retryLimit() {
        return retryLimit;
    }

    /**
     * How long after its first attempt a task is retried.
     *
     * @return the limit, or null if there is none
     */
    public @Nullable Duration ageLimit() {
        return ageLimit;
    }

    /** All values as they are stored with a task. <em>Written to disk.</em> */
    String text() {
        StringBuilder text = new StringBuilder();
        if (retryLimit != null) {
            text.append("limit=").append(retryLimit).append(' ');
        }
        if (ageLimit != null) {
            text.append("age=").append(ageLimit).append(' ');
        }
        return text.append("min=")
                .append(minMicros)
                .append(" max=")
                .append(maxMicros)
                .append(" doublings=")
                .append(maxDoublings)
                .append(" jitter=")
                .append(jitter)
                .toString();
    }

    /**
     * Reads {@link #text}.
     *
     * @throws IllegalArgumentException if it is not such a text
     */
    static RetryPolicy parse(String text) {
        Builder builder = builder();
        for (String part : text.split(" ")) {
            String value = part.substring(part.indexOf('=') + 1);
            switch (part.substring(0, Math.max(0, part.indexOf('=')))) {
                case "limit" -> builder.retryLimit(Integer.valueOf(value));
                case "age" -> builder.ageLimit(parsedDuration(value));
                case "min" -> builder.minBackoff(Duration.of(Long.parseLong(value), ChronoUnit.MICROS));
                case "max" -> builder.maxBackoff(Duration.of(Long.parseLong(value), ChronoUnit.MICROS));
                case "doublings" -> builder.maxDoublings(Integer.parseInt(value));
                case "jitter" -> builder.jitter(Double.parseDouble(value));
                default -> throw new IllegalArgumentException("\"" + part + "\" is no part of a retry policy.");
            }
        }
        return builder.build();
    }

    private static Duration parsedDuration(String value) {
        try {
            return Duration.parse(value);
        } catch (DateTimeException unreadable) {
            throw new IllegalArgumentException("\"" + value + "\" is no duration.", unreadable);
        }
    }

    @Override
    public String toString() {
        return "RetryPolicy[retryLimit=" + retryLimit + ", ageLimit=" + ageLimit + ", backoff=" + minMicros + ".."
                + maxMicros + " us, maxDoublings=" + maxDoublings + ", jitter=" + jitter + "]";
    }

    /** Collects the values; checks them one by one and, in {@link #build}, together. For one thread. */
    public static final class Builder {

        private static final Duration DEFAULT_MIN = Duration.ofMillis(100);
        private static final Duration DEFAULT_MAX = Duration.ofHours(1);

        private @Nullable Integer retryLimit;
        private @Nullable Duration ageLimit;
        private @Nullable Duration minBackoff;
        private @Nullable Duration maxBackoff;
        private int maxDoublings = 16;
        private double jitter = MAX_JITTER;

        private Builder() {}

        /**
         * Limits the retries; runs are one more.
         *
         * @param retries 0 or more; null for no limit
         * @return this
         * @throws IllegalArgumentException if it is negative
         */
        public Builder retryLimit(@Nullable Integer retries) {
            if (retries != null && retries < 0) {
                throw new IllegalArgumentException("A retry limit must be 0 or more, not " + retries + ".");
            }
            this.retryLimit = retries;
            return this;
        }

        /**
         * Limits the time from the first attempt in which a task is retried.
         *
         * @param age positive; null for no limit
         * @return this
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder ageLimit(@Nullable Duration age) {
            this.ageLimit = age == null ? null : positive("age limit", age);
            return this;
        }

        /**
         * Sets the wait after the first failure. If it is longer than the default maximum, and no maximum is given, the maximum moves up to it.
         *
         * @param min positive; null for the default, 0.1 s
         * @return this
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder minBackoff(@Nullable Duration min) {
            this.minBackoff = min == null ? null : positive("minimal back-off", min);
            return this;
        }

        /**
         * Sets the longest wait. If it is shorter than the default minimum, and no minimum is given, the minimum moves down to it.
         *
         * @param max positive; null for the default, an hour
         * @return this
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder maxBackoff(@Nullable Duration max) {
            this.maxBackoff = max == null ? null : positive("maximal back-off", max);
            return this;
        }

        /**
         * Sets how often the wait doubles before it grows by equal steps.
         *
         * @param doublings 0 or more; 16 by default
         * @return this
         * @throws IllegalArgumentException if it is negative
         */
        public Builder maxDoublings(int doublings) {
            if (doublings < 0) {
                throw new IllegalArgumentException("The number of doublings must be 0 or more, not " + doublings + ".");
            }
            this.maxDoublings = doublings;
            return this;
        }

        /**
         * Sets the random part by which a wait is lengthened at most, so that tasks that failed together do not come back together.
         *
         * @param part 0 (none) to 0.1, the default
         * @return this
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder jitter(double part) {
            if (!(part >= 0 && part <= MAX_JITTER)) {
                throw new IllegalArgumentException("The jitter must be 0 to " + MAX_JITTER + ", not " + part + ".");
            }
            this.jitter = part;
            return this;
        }

        /**
         * Checks the values together.
         *
         * @return the policy
         * @throws IllegalArgumentException if both back-offs are given and the minimum is greater than the maximum
         */
        public RetryPolicy build() {
            Duration min = minBackoff != null ? minBackoff : DEFAULT_MIN;
            Duration max = maxBackoff != null ? maxBackoff : DEFAULT_MAX;
            if (min.compareTo(max) > 0) {
                if (minBackoff != null && maxBackoff != null) {
                    throw new IllegalArgumentException("The minimal back-off \"" + min
                            + "\" is greater than the maximal back-off \"" + max + "\"; swap them, or give one alone.");
                }
                min = maxBackoff != null ? max : min;
                max = min;
            }
            return new RetryPolicy(this, min, max);
        }

        private static Duration positive(String what, Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException("The " + what + " must be positive, not \"" + value + "\".");
            }
            return value;
        }
    }
}
