package dev.kindred.delay.autoconfigure;

import dev.kindred.datastore.autoconfigure.InvalidSettingException;
import dev.kindred.datastore.autoconfigure.InvalidSettingsException;
import dev.kindred.delay.MdcTaskContext;
import dev.kindred.delay.UnknownKey;
import dev.kindred.delay.http.DelayHttpHandler;
import dev.kindred.delay.http.HttpTarget;
import dev.kindred.delay.http.SigningSecrets;
import dev.kindred.delay.queue.QueueMode;
import dev.kindred.delay.queue.QueueSettings;
import dev.kindred.delay.queue.Rate;
import dev.kindred.delay.queue.RetryPolicy;
import dev.kindred.delay.queue.TaskLimits;
import dev.kindred.delay.queue.TaskRetention;
import dev.kindred.delay.queue.WorkerThreads;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
        checkDispatch(dispatch, target, problems);
        new TreeMap<>(queues).forEach((name, queue) -> queue.check(name, problems));
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

    private static void checkDispatch(
            Dispatch dispatch, @Nullable String target, List<InvalidSettingException> problems) {
        if (dispatch == Dispatch.HTTP && target == null) {
            problems.add(
                    new InvalidSettingException(
                            PREFIX + "dispatch",
                            "http",
                            "Nothing says where tasks are to be posted.",
                            "Set kindred.delay.target, such as http://tasks.internal:8080; or in-process, and a target for single queues."));
        } else if (dispatch != Dispatch.HTTP && target != null) {
            problems.add(
                    new InvalidSettingException(
                            PREFIX + "target",
                            target,
                            "Tasks are not posted, for kindred.delay.dispatch is not http.",
                            "Set kindred.delay.dispatch=http, or remove it; a single queue has its target in kindred.delay.queues.<name>.target."));
        }
        checkTarget(PREFIX + "target", target, problems);
    }

    private static void checkTarget(String property, @Nullable String target, List<InvalidSettingException> problems) {
        if (target != null) {
            try {
                HttpTarget.of(target);
            } catch (IllegalArgumentException refused) {
                problems.add(new InvalidSettingException(
                        property,
                        target,
                        String.valueOf(refused.getMessage()),
                        "Write it such as http://reports.internal:8080, with a path if it is not "
                                + DelayHttpHandler.PATH + "."));
            }
        }
    }

    List<QueueSettings> queueSettings() {
        return queues.entrySet().stream()
                .map(queue -> queue.getValue().settings(queue.getKey()))
                .toList();
    }

    /** Which of two names for one thing would win is nothing to guess. */
    private static void checkOneName(
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

        void check(String name, List<InvalidSettingException> problems) {
            String prefix = PREFIX + "queues." + name + ".";
            if (!TaskLimits.isQueueName(name)) {
                problems.add(new InvalidSettingException(
                        PREFIX + "queues",
                        name,
                        "The name of a queue has 1 to 100 letters (a-z, A-Z), digits and hyphens.",
                        "Rename the queue, here and where methods name it."));
            }
            checkRate(prefix, problems);
            checkConcurrent(prefix + "max-concurrent", maxConcurrent, problems);
            checkConcurrent(prefix + "max-concurrent-requests", maxConcurrentRequests, problems);
            checkOneName(
                    prefix,
                    "max-concurrent",
                    maxConcurrent,
                    "max-concurrent-requests",
                    maxConcurrentRequests,
                    problems);
            if (maxConcurrentPerKey != null && maxConcurrentPerKey < 1) {
                problems.add(new InvalidSettingException(
                        prefix + "max-concurrent-per-key",
                        maxConcurrentPerKey,
                        "A concurrency key must be allowed at least 1 task at a time.",
                        "Raise it; 1 is the default, which runs the tasks of a key one after another."));
            }
            if (priority < 0 || priority > TaskLimits.MAX_PRIORITY) {
                problems.add(new InvalidSettingException(
                        prefix + "priority",
                        priority,
                        "A priority is 0 (last) to 255 (first).",
                        "Choose one within; 100 is the default."));
            }
            retry.check(prefix + "retry.", problems);
            if (keepHistory != null && keepHistory.isNegative()) {
                problems.add(new InvalidSettingException(
                        prefix + "keep-history",
                        keepHistory,
                        "The time cannot be negative.",
                        "Set it such as 7d, or 0s to keep no history of the queue."));
            }
            checkTarget(prefix + "target", target, problems);
            if (mode == QueueMode.PULL) {
                checkPull(prefix, problems);
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

        private void checkRate(String prefix, List<InvalidSettingException> problems) {
            if (rate != null) {
                try {
                    Rate.of(rate);
                } catch (IllegalArgumentException refused) {
                    problems.add(new InvalidSettingException(
                            prefix + "rate",
                            rate,
                            "A rate is a number with up to three decimals, a slash, and s, m, h or d; or 0.",
                            "Write it such as 20/s, 5/m or 0.5/s, or remove the property to have no limit."));
                }
            }
            if (bucketSize != null && (bucketSize < 1 || bucketSize > QueueSettings.MAX_BUCKET_SIZE)) {
                problems.add(new InvalidSettingException(
                        prefix + "bucket-size",
                        bucketSize,
                        "A bucket holds 1 to 100,000 tokens.",
                        "Choose a size within; 5 is the default. To begin no tasks, set the rate 0."));
            } else if (bucketSize != null && rate == null && mode == QueueMode.PUSH) {
                problems.add(new InvalidSettingException(
                        prefix + "bucket-size",
                        bucketSize,
                        "A bucket without a rate limits nothing.",
                        "Set " + prefix + "rate too, or remove it."));
            }
        }

        private void checkPull(String prefix, List<InvalidSettingException> problems) {
            Map<String, @Nullable Object> meaningless = new LinkedHashMap<>();
            meaningless.put("rate", rate);
            meaningless.put("bucket-size", bucketSize);
            meaningless.put("max-concurrent", maxConcurrent);
            meaningless.put("max-concurrent-requests", maxConcurrentRequests);
            meaningless.put("max-concurrent-per-key", maxConcurrentPerKey);
            meaningless.put("target", target);
            meaningless.put("retry.age-limit", retry.ageLimit());
            meaningless.put("retry.min-backoff", retry.minBackoff());
            meaningless.put("retry.max-backoff", retry.maxBackoff());
            meaningless.put("retry.task-age-limit", retry.taskAgeLimit());
            meaningless.put("retry.min-backoff-seconds", retry.minBackoffSeconds());
            meaningless.put("retry.max-backoff-seconds", retry.maxBackoffSeconds());
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

        private @Nullable Duration min() {
            return either(minBackoff, minBackoffSeconds, AppEngineTimes::seconds);
        }

        private @Nullable Duration max() {
            return either(maxBackoff, maxBackoffSeconds, AppEngineTimes::seconds);
        }

        private static @Nullable Duration either(
                @Nullable Duration ours, @Nullable String theirs, Function<String, @Nullable Duration> reader) {
            return ours != null || theirs == null ? ours : reader.apply(theirs);
        }

        void check(String prefix, List<InvalidSettingException> problems) {
            checkLimit(prefix + "limit", limit, problems);
            checkLimit(prefix + "task-retry-limit", taskRetryLimit, problems);
            checkOneName(prefix, "limit", limit, "task-retry-limit", taskRetryLimit, problems);
            checkOneName(prefix, "age-limit", ageLimit, "task-age-limit", taskAgeLimit, problems);
            checkOneName(prefix, "min-backoff", minBackoff, "min-backoff-seconds", minBackoffSeconds, problems);
            checkOneName(prefix, "max-backoff", maxBackoff, "max-backoff-seconds", maxBackoffSeconds, problems);
            if (taskAgeLimit != null && AppEngineTimes.age(taskAgeLimit) == null) {
                problems.add(new InvalidSettingException(
                        prefix + "task-age-limit",
                        taskAgeLimit,
                        AppEngineTimes.AGE_RULE,
                        "Write it such as 2d or 1.5h, or remove it to have no limit."));
            }
            checkSeconds(prefix + "min-backoff-seconds", minBackoffSeconds, problems);
            checkSeconds(prefix + "max-backoff-seconds", maxBackoffSeconds, problems);
            if (maxDoublings < 0) {
                problems.add(new InvalidSettingException(
                        prefix + "max-doublings",
                        maxDoublings,
                        "The number of doublings cannot be negative.",
                        "Set 0 to wait in equal steps; 16 is the default."));
            }
            checkPositive(prefix + "age-limit", ageLimit, "no limit", problems);
            checkPositive(prefix + "min-backoff", minBackoff, "100ms", problems);
            checkPositive(prefix + "max-backoff", maxBackoff, "1h", problems);
            Duration min = min();
            Duration max = max();
            if (min != null && max != null && min.compareTo(max) > 0) {
                problems.add(new InvalidSettingException(
                        prefix + "min-backoff",
                        min,
                        "It is longer than max-backoff, which is \"" + max + "\".",
                        "Swap the two, or set one of them alone."));
            }
        }

        private static void checkLimit(
                String property, @Nullable Integer value, List<InvalidSettingException> problems) {
            if (value != null && value < 0) {
                problems.add(new InvalidSettingException(
                        property,
                        value,
                        "The number of retries cannot be negative.",
                        "Set 0 to run a task once, or remove the property to retry without limit."));
            }
        }

        private static void checkSeconds(
                String property, @Nullable String value, List<InvalidSettingException> problems) {
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
            if (!path.startsWith("/") || path.length() < 2 || path.matches(".*[*?{}#;\\s].*")) {
                throw new InvalidSettingException(
                        PREFIX + "http.path",
                        path,
                        "It must be one path that begins with a slash, without wildcards.",
                        "Remove the property to get " + DelayHttpHandler.PATH + ".");
            }
            secrets = List.copyOf(secrets);
            for (int i = 0; i < secrets.size(); i++) {
                int bytes = secrets.get(i).getBytes(StandardCharsets.UTF_8).length;
                if (bytes < SigningSecrets.MIN_BYTES) {
                    // The value is a secret: its length has to do.
                    throw new InvalidSettingException(
                            PREFIX + "http.secrets[" + i + "]",
                            bytes + " bytes",
                            "A secret needs at least " + SigningSecrets.MIN_BYTES + " bytes.",
                            "\"openssl rand -base64 32\" makes a good one. Remove the property to have one generated and kept in the datastore.");
                }
            }
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
            List<InvalidSettingException> problems = new ArrayList<>();
            if (audience == null || audience.isBlank()) {
                problems.add(new InvalidSettingException(
                        PREFIX + "http.oidc.audience",
                        String.valueOf(audience),
                        "Nothing says what tokens are to be made for.",
                        "Set it to the audience that the callers are configured with, such as the URL of the path."));
            }
            if (emails.isEmpty()) {
                problems.add(new InvalidSettingException(
                        PREFIX + "http.oidc.emails",
                        "",
                        "Nothing says which accounts may send tasks, and everybody can have a token made for any audience.",
                        "Name the service account of the queue, such as tasks@shop.iam.gserviceaccount.com."));
            }
            for (int i = 0; i < issuers.size(); i++) {
                checkIssuer(PREFIX + "http.oidc.issuers[" + i + "]", issuers.get(i), problems);
            }
            InvalidSettingsException.throwIfAny(problems);
        }

        private static void checkIssuer(String property, String issuer, List<InvalidSettingException> problems) {
            // Whoever can change the keys on their way can make tokens; on this machine nobody can.
            if (!issuer.startsWith("https://")
                    && !issuer.matches("http://(localhost|127\\.0\\.0\\.1|\\[::1])([:/].*)?")) {
                problems.add(new InvalidSettingException(
                        property,
                        issuer,
                        "The keys of an issuer are read from its URL, which must begin with https://.",
                        "Write it as it is in the tokens, such as https://accounts.google.com."));
            }
        }
    }
}
