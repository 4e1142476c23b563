package dev.kindred.delay.autoconfigure.endpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.kindred.delay.queue.QueueMode;
import dev.kindred.delay.queue.QueueSettings;
import dev.kindred.delay.queue.QueueStatus;
import dev.kindred.delay.queue.Rate;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What the endpoint tells of a queue.
 *
 * @param name its name
 * @param mode {@code push} or {@code pull}
 * @param paused whether it is paused, by an operator or by the configuration
 * @param waiting tasks that wait, due or not
 * @param running tasks that run
 * @param dead dead letters
 * @param nextEta when the first waiting task is due, or was; null if none waits
 * @param overdueSeconds how long that task has been due; 0 if none is due
 * @param executedInLastMinute runs that ended in the last minute in this process
 * @param lastBegun when a run began last in this process; null if none did
 * @param enforcedRate how many tasks begin in a time; null for no limit
 * @param settings what is configured for it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record QueueDescriptor(
        String name,
        String mode,
        boolean paused,
        long waiting,
        long running,
        long dead,
        @Nullable Instant nextEta,
        double overdueSeconds,
        long executedInLastMinute,
        @Nullable Instant lastBegun,
        @Nullable String enforcedRate,
        SettingsDescriptor settings)
        implements OperationResponseBody {

    static QueueDescriptor of(QueueStatus status, QueueSettings settings, Instant now) {
        Rate rate = status.enforcedRate();
        Instant eta = status.oldestEta();
        return new QueueDescriptor(
                status.queue(),
                status.mode().name().toLowerCase(Locale.ROOT),
                status.paused(),
                status.waiting(),
                status.running(),
                status.dead(),
                eta,
                eta == null ? 0 : Math.max(0, Duration.between(eta, now).toMillis() / 1e3),
                status.executedInLastMinute(),
                status.lastBegun(),
                rate == null ? null : rate.toString(),
                SettingsDescriptor.of(settings));
    }

    /**
     * The settings of a queue. Those that a pull queue has not are null.
     *
     * @param rate how many tasks begin in a time; null for no limit
     * @param bucketSize how many may begin at once after a pause; null without a rate
     * @param maxConcurrent how many run at a time in this process
     * @param maxConcurrentPerKey how many with the same concurrency key run at a time
     * @param priority the priority of tasks that say none
     * @param paused whether it is configured as paused, so that to resume it changes nothing
     * @param retryLimit how often a failed task is retried; null for no limit
     * @param retryAgeLimit how long after its first run a failed task is retried; null for no limit
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record SettingsDescriptor(
            @Nullable String rate,
            @Nullable Integer bucketSize,
            @Nullable Integer maxConcurrent,
            @Nullable Integer maxConcurrentPerKey,
            int priority,
            boolean paused,
            @Nullable Integer retryLimit,
            @Nullable Duration retryAgeLimit) {

        static SettingsDescriptor of(QueueSettings settings) {
            boolean push = settings.mode() == QueueMode.PUSH;
            Rate rate = settings.rate();
            return new SettingsDescriptor(
                    rate == null ? null : rate.toString(),
                    rate == null ? null : settings.bucketSize(),
                    push ? settings.maxConcurrent() : null,
                    push ? settings.maxConcurrentPerKey() : null,
                    settings.priority(),
                    settings.isPaused(),
                    settings.retry().retryLimit(),
                    settings.retry().ageLimit());
        }
    }
}
