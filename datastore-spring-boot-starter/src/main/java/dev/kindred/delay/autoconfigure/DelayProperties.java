package dev.kindred.delay.autoconfigure;

import dev.kindred.datastore.autoconfigure.InvalidSettingException;
import dev.kindred.datastore.autoconfigure.InvalidSettingsException;
import dev.kindred.delay.MdcTaskContext;
import dev.kindred.delay.UnknownKey;
import dev.kindred.delay.http.DelayHttpHandler;
import dev.kindred.delay.http.HttpTarget;
import dev.kindred.delay.queue.QueueMode;
import dev.kindred.delay.queue.QueueSettings;
import dev.kindred.delay.queue.Rate;
import dev.kindred.delay.queue.RetryPolicy;
import dev.kindred.delay.queue.TaskLimits;
import dev.kindred.delay.queue.TaskRetention;
import dev.kindred.delay.queue.WorkerThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of deferred methods and task queues. Checked when they are bound: a value that cannot be used ends the start with the property, the value and the way
 * out.
 *
 * @param work Queues whose tasks run here, such as mail, default. All if none is named.
 * @param workers How many tasks run at a time in this process, all queues together.
 * @param threads Kind of threads that tasks run on.
 * @param shutdownGrace How long a stopping application waits for the tasks that run; those that take longer are interrupted and handed back.
 * @param maxDelay How far ahead a task may be planned.
 * @param unknownKey What becomes of a task whose function nobody here knows: park keeps it until an application starts that does, drop deletes it.
 * @param queueYaml Location of an App Engine queue.yaml, such as classpath:queue.yaml. Queues that are named here as well are taken from here.
 * @param mdc Keys of the logging context (MDC) whose values go with deferred calls, such as requestId.
 * @param dispatch Where tasks run whose queue has no target of its own.
 * @param target URL to which tasks are posted with dispatch http, such as a load balancer. Without a path it is /_ah/queue/delay.
 * @param queues Queues by name. One that is not named here, such as default, has the default settings.
 * @param history What is kept of tasks that have ended.
 * @param results The results that tasks give.
 * @param http The path at which tasks come by HTTP.
 */
@ConfigurationProperties("kindred.delay")
public record DelayProperties(
        @DefaultValue("32") int workers,
        @DefaultValue("virtual") WorkerThreads threads,
        @DefaultValue("25s") Duration shutdownGrace,
        @DefaultValue("30d") Duration maxDelay,
        @DefaultValue("park") UnknownKey unknownKey,
        // Described before "workers": what reads the descriptions takes the first whose name begins so.
        @DefaultValue List<String> work,
        @Nullable String queueYaml,
        @DefaultValue List<String> mdc,
        @DefaultValue("in-process") Dispatch dispatch,
        @Nullable String target,
        @DefaultValue Map<String, Queue> queues,
        @DefaultValue History history,
        @DefaultValue Results results,
        @DefaultValue Http http) {

    static final String PREFIX = "kindred.delay.";

    /**
     * Checks all settings, those of the queues included.
     *
     * @param workers see the record
     * @param threads see the record
     * @param shutdownGrace see the record
     * @param maxDelay see the record
     * @param unknownKey see the record
     * @param work see the record
     * @param queueYaml see the record
     * @param mdc see the record
     * @param dispatch see the record
     * @param target see the record
     * @param queues see the record
     * @param history see the record
     * @param results see the record
     * @param http see the record
     * @throws InvalidSettingException if one cannot be used
     * @throws InvalidSettingsException if several settings of queues cannot be used
     */
    public DelayProperties {
        if (workers < 1) {
            throw new InvalidSettingException(
                    PREFIX + "workers",
                    workers,
                    "There must be at least 1 worker.",
                    "Raise it; 32 is the default. To run no tasks here at all, set kindred.delay.dispatcher.enabled=false.");
        }
        if (shutdownGrace.isNegative()) {
            throw new InvalidSettingException(
                    PREFIX + "shutdown-grace",
                    shutdownGrace,
                    "The time to wait cannot be negative.",
                    "Set 0s not to wait, or remove the property to wait 25s.");
        }
        work = List.copyOf(work);
        for (int i = 0; i < work.size(); i++) {
            if (!TaskLimits.isQueueName(work.get(i))) {
                throw new InvalidSettingException(
                        PREFIX + "work[" + i + "]",
                        work.get(i),
                        "The name of a queue has 1 to 100 letters (a-z, A-Z), digits and hyphens.",
                        "Name queues that this process is to work off, or remove the property to work off all.");
            }
        }
        mdc = List.copyOf(mdc);
        for (int i = 0; i < mdc.size(); i++) {
            if (!MdcTaskContext.isKey(mdc.get(i))) {
                throw new InvalidSettingException(
                        PREFIX + "mdc[" + i + "]",
                        mdc.get(i),
                        "It must not be blank, nor one of the keys that tell the task itself: delay.task, delay.queue, delay.function, delay.attempt.",
                        "Name a key that the application puts into the MDC. Those of the task are there anyway.");
            }
        }
        if (maxDelay.isNegative()) {
            throw new InvalidSettingException(
                    PREFIX + "max-delay",
                    maxDelay,
                    "The longest delay cannot be negative.",
                    "Remove the property to get 30d.");
        }
        queues = Map.copyOf(queues);
        List<InvalidSettingException> problems = new ArrayList<>();
        DispatchChecks.check(dispatch, target, problems);
        new TreeMap<>(queues).forEach((name, queue) -> QueueChecks.check(name, queue, problems));
        InvalidSettingsException.throwIfAny(problems);
    }

    TaskRetention retention() {
        return TaskRetention.NONE.keepingResults(results.keep()).keepingHistory(history.keep());
    }

    /** Where the tasks of queues with a target go. */
    Map<String, HttpTarget> targets() {
        Map<String, HttpTarget> targets = new TreeMap<>();
        queues.forEach((name, queue) -> {
            if (queue.target() != null) {
                targets.put(name, HttpTarget.of(queue.target()));
            }
        });
        return targets;
    }

    @Nullable
    HttpTarget targetOfOthers() {
        return dispatch == Dispatch.HTTP && target != null ? HttpTarget.of(target) : null;
    }

    List<QueueSettings> queueSettings() {
        return queues.entrySet().stream()
                .map(queue -> queue.getValue().settings(queue.getKey()))
                .toList();
    }

    /**
     * Settings of a queue.
     *
     * @param mode Who takes the tasks: push runs them here, pull leaves them for the application to lease.
     * @param rate How many tasks begin in a time, such as 20/s, 5/m, 0.5/s, 1000/h or 10000/d; 0 begins none. No limit if not set.
     * @param bucketSize How many tasks may begin at once after a pause, if there is a rate. 5 if not set.
     * @param maxConcurrent How many tasks of the queue run at a time, in all processes that share a store together. If not set, 64 in each process.
     * @param maxConcurrentRequests Another name of max-concurrent, as in App Engine's queue.yaml. One of them may be set.
     * @param maxConcurrentPerKey How many tasks with the same concurrency key run at a time. 1 if not set.
     * @param priority Priority of tasks that say none, 0 to 255; higher runs first.
     * @param paused Whether to begin no tasks of the queue.
     * @param retry When a failed task runs again.
     * @param keepHistory How long it is known of the tasks of the queue that they have ended, in place of kindred.delay.history.keep. 0s forgets them at once.
     * @param target URL to which the tasks of the queue are posted, whatever kindred.delay.dispatch says. Without a path it is /_ah/queue/delay.
     */
    public record Queue(
            @DefaultValue("push") QueueMode mode,
            @Nullable String rate,
            @Nullable Integer bucketSize,
            @Nullable Integer maxConcurrent,
            @Nullable Integer maxConcurrentRequests,
            @Nullable Integer maxConcurrentPerKey,
            @DefaultValue("100") int priority,
            @DefaultValue("false") boolean paused,
            @DefaultValue Retry retry,
            @Nullable Duration keepHistory,
            @Nullable String target) {

        QueueSettings settings(String name) {
            QueueSettings settings = QueueSettings.of(name).priority(priority).retry(retry.policy());
            settings = mode == QueueMode.PULL ? settings.pull() : settings;
            settings = keepHistory == null ? settings : settings.history(keepHistory);
            settings = paused ? settings.paused() : settings;
            settings = rate == null ? settings : settings.rate(Rate.of(rate));
            settings = bucketSize == null ? settings : settings.bucketSize(bucketSize);
            settings = maxConcurrentPerKey == null ? settings : settings.maxConcurrentPerKey(maxConcurrentPerKey);
            Integer concurrent = maxConcurrent != null ? maxConcurrent : maxConcurrentRequests;
            return concurrent == null ? settings : settings.maxConcurrent(concurrent);
        }
    }

    /**
     * Settings of retries, as in App Engine's queue.yaml. With both limits a task is given up when both are passed, with neither it is retried for ever.
     *
     * @param limit How often a failed task is retried. No limit if not set.
     * @param ageLimit How long after its first run a failed task is retried. No limit if not set.
     * @param minBackoff How long a task waits after its first failure. 100ms if not set.
     * @param maxBackoff Longest time a failed task waits. 1h if not set.
     * @param maxDoublings How often the wait doubles before it grows by equal steps.
     * @param taskRetryLimit Another name of limit, as in App Engine's queue.yaml. One of them may be set.
     * @param taskAgeLimit Another name of age-limit, as in App Engine's queue.yaml, such as 2d or 1.5h. One of them may be set.
     * @param minBackoffSeconds Another name of min-backoff, in seconds, as in App Engine's queue.yaml, such as 10 or 0.5. One of them may be set.
     * @param maxBackoffSeconds Another name of max-backoff, in seconds, as in App Engine's queue.yaml, such as 300. One of them may be set.
     */
    public record Retry(
            @Nullable Integer limit,
            @Nullable Duration ageLimit,
            @Nullable Duration minBackoff,
            @Nullable Duration maxBackoff,
            @DefaultValue("16") int maxDoublings,
            @Nullable Integer taskRetryLimit,
            @Nullable String taskAgeLimit,
            @Nullable String minBackoffSeconds,
            @Nullable String maxBackoffSeconds) {

        RetryPolicy policy() {
            return RetryPolicy.builder()
                    .retryLimit(limit != null ? limit : taskRetryLimit)
                    .ageLimit(either(ageLimit, taskAgeLimit, AppEngineTimes::age))
                    .minBackoff(min())
                    .maxBackoff(max())
                    .maxDoublings(maxDoublings)
                    .build();
        }

        @Nullable
        Duration min() {
            return either(minBackoff, minBackoffSeconds, AppEngineTimes::seconds);
        }

        @Nullable
        Duration max() {
            return either(maxBackoff, maxBackoffSeconds, AppEngineTimes::seconds);
        }

        private static @Nullable Duration either(
                @Nullable Duration ours, @Nullable String theirs, Function<String, @Nullable Duration> reader) {
            return ours != null || theirs == null ? ours : reader.apply(theirs);
        }
    }

    /**
     * Settings of what is kept of tasks that have ended.
     *
     * @param keep How long it is known of a task that it has ended, and how, such as 7d. With 0s it is forgotten at once.
     */
    public record History(@DefaultValue("0s") Duration keep) {

        /**
         * Checks the time.
         *
         * @param keep see the record
         * @throws InvalidSettingException if it is negative
         */
        public History {
            if (keep.isNegative()) {
                throw new InvalidSettingException(
                        PREFIX + "history.keep",
                        keep,
                        "The time cannot be negative.",
                        "Set it such as 7d, or remove the property to keep no history.");
            }
        }
    }

    /**
     * Settings of the results that tasks give.
     *
     * @param keep How long the result of a task can be read after its end, such as 1h. With 0s tasks cannot give results.
     */
    public record Results(@DefaultValue("0s") Duration keep) {

        /**
         * Checks the time.
         *
         * @param keep see the record
         * @throws InvalidSettingException if it is negative
         */
        public Results {
            if (keep.isNegative()) {
                throw new InvalidSettingException(
                        PREFIX + "results.keep",
                        keep,
                        "The time cannot be negative.",
                        "Set it such as 1h, or remove the property to keep no results.");
            }
        }
    }

    /**
     * Settings of the path at which tasks come by HTTP, in applications with Spring MVC.
     *
     * @param path Path at which tasks are taken.
     * @param secrets Secrets that sender and receiver of tasks share, at least 32 bytes each. The first one signs, all are accepted. One is generated and kept in the datastore if none is set.
     * @param oidc Callers that send a token of OpenID Connect in place of a signature, such as Cloud Tasks.
     */
    public record Http(
            @DefaultValue(DelayHttpHandler.PATH) String path,
            @DefaultValue List<String> secrets,
            @Nullable Oidc oidc) {

        /**
         * Checks path and secrets.
         *
         * @param path see the record
         * @param secrets see the record
         * @param oidc see the record
         * @throws InvalidSettingException if the path is none, or a secret is too short
         */
        public Http {
            secrets = List.copyOf(secrets);
            HttpChecks.check(path, secrets);
        }

        @Override
        public String toString() {
            return "Http[" + path + ", " + secrets.size() + " secrets, " + oidc + "]";
        }
    }

    /**
     * Settings of callers that send a token of OpenID Connect in place of a signature. Needs Spring Security's spring-security-oauth2-jose.
     *
     * @param audience What the tokens are made for, as the callers were told: the URL of the path, or another text.
     * @param issuers Who makes the tokens: URLs with https, as they are in the tokens.
     * @param emails E-mail addresses of the accounts that may send tasks. At least one.
     */
    public record Oidc(
            @Nullable String audience,
            @DefaultValue("https://accounts.google.com") List<String> issuers,
            @DefaultValue List<String> emails) {

        /**
         * Checks that nothing is missing.
         *
         * @param audience see the record
         * @param issuers see the record
         * @param emails see the record
         * @throws InvalidSettingException if one cannot be used
         * @throws InvalidSettingsException if several cannot be used
         */
        public Oidc {
            issuers = List.copyOf(issuers);
            emails = List.copyOf(emails);
            InvalidSettingsException.throwIfAny(HttpChecks.problems(audience, issuers, emails));
        }
    }
}
