package dev.kindred.delay.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.autoconfigure.InvalidSettingException;
import dev.kindred.datastore.autoconfigure.InvalidSettingsException;
import dev.kindred.delay.queue.QueueMode;
import dev.kindred.delay.queue.QueueSettings;
import dev.kindred.delay.queue.Rate;
import dev.kindred.delay.queue.RetryPolicy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.DefaultResourceLoader;

class QueueYamlTests {

    @Test
    void a3_everyFieldIsUnderstood() {
        List<QueueSettings> queues = QueueYaml.parse("""
                total_storage_limit: 120M
                queue:
                - name: mail
                  rate: 20/s
                  bucket_size: 40
                  max_concurrent_requests: 10
                  target: worker
                  retry_parameters:
                    task_retry_limit: 7
                    task_age_limit: 1.5d
                    min_backoff_seconds: 0.5
                    max_backoff_seconds: 300
                    max_doublings: 0
                - name: scores
                  mode: pull
                  retry_parameters: {task_retry_limit: 5}
                  acl:
                  - user_email: a@example.com
                - name: halted
                  rate: 0
                """, "queue.yaml");

        assertThat(queues).extracting(QueueSettings::name).containsExactly("mail", "scores", "halted");
        QueueSettings mail = queues.get(0);
        assertThat(mail.rate()).isEqualTo(Rate.of("20/s"));
        assertThat(mail.bucketSize()).isEqualTo(40);
        assertThat(mail.maxConcurrent()).isEqualTo(10);
        RetryPolicy expected = RetryPolicy.builder()
                .retryLimit(7)
                .ageLimit(Duration.ofHours(36))
                .minBackoff(Duration.ofMillis(500))
                .maxBackoff(Duration.ofMinutes(5))
                .maxDoublings(0)
                .build();
        assertThat(mail.retry()).hasToString(expected.toString());
        assertThat(queues.get(1).mode()).isEqualTo(QueueMode.PULL);
        assertThat(queues.get(1).retry().retryLimit()).isEqualTo(5);
        assertThat(queues.get(2).rate()).isEqualTo(Rate.ZERO);
    }

    @Test
    void allThatIsWrongIsToldWithLineAndField() {
        assertThatExceptionOfType(InvalidSettingsException.class)
                .isThrownBy(() -> QueueYaml.parse("""
                        queue:
                        - name: mail
                          rate: fast
                          buckets: 5
                          max_concurrent_requests: 0
                          retry_parameters:
                            task_age_limit: 2 days
                            min_backoff_seconds: -1
                        - name: scores
                          mode: pull
                          rate: 5/s
                        - name: no good
                          rate: 5/s
                        - name: slow
                        """, "queue.yaml"))
                .satisfies(refused -> assertThat(refused.problems())
                        .extracting(InvalidSettingException::property)
                        .containsExactly(
                                "queue.yaml, line 4, buckets",
                                "queue.yaml, line 3, queue \"mail\", rate",
                                "queue.yaml, line 5, queue \"mail\", max_concurrent_requests",
                                "queue.yaml, line 7, queue \"mail\", task_age_limit",
                                "queue.yaml, line 8, queue \"mail\", min_backoff_seconds",
                                "queue.yaml, line 11, queue \"scores\", rate",
                                "queue.yaml, line 12, name",
                                "queue.yaml, line 14, queue \"slow\", rate"));
    }

    @Test
    void whatIsNoYamlOrNotThereIsRefused() {
        assertThatExceptionOfType(InvalidSettingException.class)
                .isThrownBy(() -> QueueYaml.parse("queue: [", "queue.yaml"))
                .withMessageContaining("no YAML");
        assertThatExceptionOfType(InvalidSettingException.class)
                .isThrownBy(() -> QueueYaml.read("classpath:nowhere.yaml", new DefaultResourceLoader()))
                .withMessageContaining("kindred.delay.queue-yaml")
                .withMessageContaining("classpath:nowhere.yaml");
        assertThat(QueueYaml.read(null, new DefaultResourceLoader())).isEmpty();
        assertThat(QueueYaml.parse("", "queue.yaml")).isEmpty();
    }
}
