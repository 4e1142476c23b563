package dev.kindred.delay.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.autoconfigure.InvalidSettingException;
import dev.kindred.datastore.autoconfigure.InvalidSettingsException;
import dev.kindred.delay.http.HttpTarget;
import dev.kindred.delay.queue.QueueSettings;
import dev.kindred.delay.queue.TaskDispatcher;
import dev.kindred.delay.queue.WorkerThreads;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class DelayPropertiesTests {

    @Test
    void nothingNeedsToBeConfigured() {
        DelayProperties properties = bind(Map.of());

        assertThat(properties.workers()).isEqualTo(TaskDispatcher.DEFAULT_WORKERS);
        assertThat(properties.threads()).isEqualTo(WorkerThreads.VIRTUAL);
        assertThat(properties.shutdownGrace()).isEqualTo(Duration.ofSeconds(25));
        assertThat(properties.maxDelay()).isEqualTo(Duration.ofDays(30));
        assertThat(properties.queues()).isEmpty();
        assertThat(properties.http().secrets()).isEmpty();
        assertThat(properties.http().path()).isEqualTo("/_ah/queue/delay");
        assertThat(properties.dispatch()).isEqualTo(Dispatch.IN_PROCESS);
        assertThat(properties.targets()).isEmpty();
        assertThat(properties.targetOfOthers()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "workers,                           0,      at least 1 worker",
        "shutdown-grace,                    -1s,    cannot be negative",
        "max-delay,                         -1d,    cannot be negative",
        "work[0],                           my q,   1 to 100 letters",
        "mdc[0],                            ' ',    must not be blank",
        "mdc[0],                 delay.attempt,     the keys that tell the task itself",
        "history.keep,                      -1h,    cannot be negative",
        "queues.mail.keep-history,          -1h,    cannot be negative",
        "results.keep,                      -1h,    cannot be negative",
        "queues.mail.max-concurrent,        0,      at least 1 task at a time",
        "dispatch,                          http,   where tasks are to be posted",
        "target,                            http://tasks, kindred.delay.dispatch is not http",
        "queues.mail.target,                tasks:8080, must begin with http",
        "queues.mail.target,                http://169.254.169.254/, keep credentials",
        "http.path,                         tasks,  begins with a slash",
        "http.path,                         /**,    without wildcards",
        "queues.mail.rate,                  20,     a slash",
        "queues.mail.bucket-size,           9,      without a rate",
        "queues.mail.max-concurrent-per-key, 0,     at least 1 task at a time",
        "queues.mail.priority,              256,    255 (first)",
        "queues.mail.retry.limit,           -1,     cannot be negative",
        "queues.mail.retry.age-limit,       0s,     longer than zero",
        "queues.mail.retry.min-backoff,     0s,     longer than zero",
        "queues.mail.retry.max-backoff,     -5s,    longer than zero",
        "queues.mail.retry.max-doublings,   -1,     cannot be negative",
        "queues.mail.max-concurrent-requests, 0,    at least 1 task at a time",
        "queues.mail.retry.task-retry-limit, -1,    cannot be negative",
        "queues.mail.retry.task-age-limit,  2w,     s, m, h or d",
        "queues.mail.retry.task-age-limit,  0d,     above zero",
        "queues.mail.retry.min-backoff-seconds, 5s, a number of seconds above zero",
        "queues.mail.retry.max-backoff-seconds, 0,  a number of seconds above zero",
    })
    void aValueThatCannotBeUsedIsRefusedByItsName(String name, String value, String reason) {
        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> bind(Map.of("kindred.delay." + name, value)))
                .havingRootCause()
                .isInstanceOfSatisfying(InvalidSettingException.class, refused -> {
                    assertThat(refused.property()).isEqualTo("kindred.delay." + name);
                    assertThat(refused).hasMessageContaining(reason);
                });
    }

    @Test
    void twoBackoffsTheWrongWayRoundAreRefused() {
        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> bind(Map.of(
                        "kindred.delay.queues.mail.retry.min-backoff", "10s",
                        "kindred.delay.queues.mail.retry.max-backoff", "5s")))
                .havingRootCause()
                .withMessageContaining("longer than max-backoff, which is \"PT5S\"");
    }

    @Test
    void namesOfAppEngineMeanTheSame() {
        QueueSettings ours = only(bind(Map.of(
                "kindred.delay.queues.mail.rate", "20/s",
                "kindred.delay.queues.mail.bucket-size", "40",
                "kindred.delay.queues.mail.max-concurrent", "10",
                "kindred.delay.queues.mail.retry.limit", "7",
                "kindred.delay.queues.mail.retry.age-limit", "36h",
                "kindred.delay.queues.mail.retry.min-backoff", "500ms",
                "kindred.delay.queues.mail.retry.max-backoff", "300s",
                "kindred.delay.queues.mail.retry.max-doublings", "3")));

        assertThat(only(bind(Map.of(
                        "kindred.delay.queues.mail.rate", "20/s",
                        "kindred.delay.queues.mail.bucket_size", "40",
                        "kindred.delay.queues.mail.max_concurrent_requests", "10",
                        "kindred.delay.queues.mail.retry.task_retry_limit", "7",
                        "kindred.delay.queues.mail.retry.task_age_limit", "1.5d",
                        "kindred.delay.queues.mail.retry.min_backoff_seconds", "0.5",
                        "kindred.delay.queues.mail.retry.max_backoff_seconds", "300",
                        "kindred.delay.queues.mail.retry.max_doublings", "3"))))
                .hasToString(ours.toString());
        assertThat(only(bind(Map.of("kindred.delay.queues.mail.max-concurrent-requests", "10")))
                        .maxConcurrent())
                .isEqualTo(10);
    }

    @ParameterizedTest
    @CsvSource({
        "max-concurrent,    8,   max-concurrent-requests,   9",
        "retry.limit,       8,   retry.task-retry-limit,    9",
        "retry.age-limit,   PT8H, retry.task-age-limit,     9d",
        "retry.min-backoff, PT1S, retry.min-backoff-seconds, 2",
        "retry.max-backoff, PT2H, retry.max-backoff-seconds, 900",
    })
    void twoNamesForOneThingAreRefused(String name, String value, String appEngines, String other) {
        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> bind(Map.of(
                        "kindred.delay.queues.mail." + name, value,
                        "kindred.delay.queues.mail." + appEngines, other)))
                .havingRootCause()
                .withMessageContaining("kindred.delay.queues.mail." + appEngines)
                .withMessageContaining(
                        "name for kindred.delay.queues.mail." + name + ", which is set too, to \"" + value + "\"");
    }

    @Test
    void backoffsTheWrongWayRoundAreRefusedInWhatNamesEver() {
        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> bind(Map.of(
                        "kindred.delay.queues.mail.retry.min-backoff", "10s",
                        "kindred.delay.queues.mail.retry.max-backoff-seconds", "5")))
                .havingRootCause()
                .withMessageContaining("longer than max-backoff, which is \"PT5S\"");
    }

    @Test
    void everythingThatIsWrongWithQueuesIsReportedAtOnce() {
        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> bind(Map.of(
                        "kindred.delay.queues.mail.rate", "fast",
                        "kindred.delay.queues.mail.bucket-size", "100001",
                        "kindred.delay.queues.scores.mode", "pull",
                        "kindred.delay.queues.scores.rate", "5/s",
                        "kindred.delay.queues.scores.max-concurrent", "5",
                        "kindred.delay.queues.scores.retry.limit", "5",
                        "kindred.delay.queues.scores.retry.min-backoff", "5s")))
                .havingRootCause()
                .isInstanceOfSatisfying(InvalidSettingsException.class, refused -> assertThat(refused.problems())
                        .extracting(InvalidSettingException::property)
                        .containsExactly(
                                "kindred.delay.queues.mail.rate",
                                "kindred.delay.queues.mail.bucket-size",
                                "kindred.delay.queues.scores.rate",
                                "kindred.delay.queues.scores.max-concurrent",
                                "kindred.delay.queues.scores.retry.min-backoff"));
    }

    @Test
    void everythingThatIsWrongWithTargetsIsReportedAtOnce() {
        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> bind(Map.of(
                        "kindred.delay.dispatch", "http",
                        "kindred.delay.target", "http://user:secret@tasks",
                        "kindred.delay.queues.mail.target", "http://mail/#top",
                        "kindred.delay.queues.scores.mode", "pull",
                        "kindred.delay.queues.scores.target", "http://scores")))
                .havingRootCause()
                .isInstanceOfSatisfying(InvalidSettingsException.class, refused -> assertThat(refused.problems())
                        .extracting(InvalidSettingException::property)
                        .containsExactly(
                                "kindred.delay.target",
                                "kindred.delay.queues.mail.target",
                                "kindred.delay.queues.scores.target"));
    }

    @Test
    void queuesGoWhereTheirTargetIsAndTheOthersWhereDispatchSays() {
        DelayProperties properties = bind(Map.of(
                "kindred.delay.dispatch", "http",
                "kindred.delay.target", "https://tasks.example/in",
                "kindred.delay.queues.mail.target", "http://mail.internal:8080"));

        assertThat(properties.targetOfOthers()).hasToString("https://tasks.example/in");
        assertThat(properties.targets())
                .isEqualTo(Map.of("mail", HttpTarget.of("http://mail.internal:8080/_ah/queue/delay")));
    }

    @Test
    void aShortSecretIsRefusedByItsNameWithoutBeingShown() {
        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> bind(Map.of(
                        "kindred.delay.http.secrets[0]", "0123456789012345678901234567890123456789",
                        "kindred.delay.http.secrets[1]", "hunter2")))
                .havingRootCause()
                .withMessageContaining("kindred.delay.http.secrets[1]")
                .withMessageContaining("at least 32 bytes")
                .withMessageNotContaining("hunter2");
    }

    @Test
    void aQueueNeedsAName() {
        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> bind(Map.of("kindred.delay.queues[my mail].max-concurrent", "1")))
                .havingRootCause()
                .withMessageContaining("\"my mail\"")
                .withMessageContaining("1 to 100 letters");
    }

    @Test
    void secretsAreNotPrinted() {
        String secret = "0123456789012345678901234567890123456789";

        assertThat(bind(Map.of("kindred.delay.http.secrets", secret)).toString())
                .doesNotContain(secret);
    }

    private static QueueSettings only(DelayProperties properties) {
        assertThat(properties.queueSettings()).hasSize(1);
        return properties.queueSettings().get(0);
    }

    private static DelayProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("kindred.delay", DelayProperties.class);
    }
}
