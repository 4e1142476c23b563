package dev.kindred.delay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.Expiry;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactionManager;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.delay.queue.MovableClock;
import dev.kindred.delay.queue.PullQueue;
import dev.kindred.delay.queue.QueueSettings;
import dev.kindred.delay.queue.Task;
import dev.kindred.delay.queue.TaskHistory;
import dev.kindred.delay.queue.TaskRecord;
import dev.kindred.delay.queue.TaskRecord.Outcome;
import dev.kindred.delay.queue.TaskRetention;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;

/** What is known of tasks that have ended: how each of them ended, found by queue, function and time, until it expires. On a clock that the test moves. */
abstract class DelayedHistoryContract extends DelayedScenario {

    private static final String KIND = "KindredTaskRecord";

    private Worker worker;

    /** A fresh, empty engine. */
    abstract StorageEngine engine(MovableClock clock);

    @BeforeEach
    void start() {
        start(TaskRetention.NONE.keepingHistory(Duration.ofDays(7)));
    }

    private void start(TaskRetention retention) {
        start(() -> engine(clock), application -> {
            application.registerBean(DelayConfiguration.CLOCK, MovableClock.class, () -> clock);
            application.registerBean(TaskRetention.class, () -> retention);
            application.register(Application.class);
        });
        worker = context.getBean(Worker.class);
    }

    @Test
    void r70_everyEndIsKeptWithItsOutcome() {
        Instant begun = clock.instant();
        TaskHandle done = delay.named("w-1").call(() -> worker.plain("secret"));
        clock.advance(Duration.ofSeconds(10));
        dispatcher.runDue();
        clock.advance(Duration.ofSeconds(1));
        worker.transactional();
        dispatcher.runDue();
        worker.failing();
        dispatcher.runDue();
        clock.advance(Duration.ofSeconds(10));
        dispatcher.runDue();
        delay.in(Duration.ofHours(1)).call(() -> worker.plain("cancelled"));
        queues.cancel("default", queues.list("default", 0, 1).get(0).id());
        delay.in(Duration.ofHours(1)).named("deleted").call(() -> worker.plain("deleted"));
        queues.delete("default", "deleted");
        delay.in(Duration.ofHours(1)).call(() -> worker.plain("purged"));
        queues.purge("default");
        dispatcher.runDue();

        // tag::list[]
        TaskHistory.Page page = queues.history("default").list(null, 50); // those that ended last first
        // end::list[]
        assertThat(page.next()).isNull();
        assertThat(page.records())
                .extracting(TaskRecord::function, TaskRecord::outcome, TaskRecord::attempts)
                .containsExactlyInAnyOrder(
                        tuple("plain", Outcome.DONE, 1),
                        tuple("transactional", Outcome.DONE, 1),
                        tuple("failing", Outcome.DEAD, 2),
                        tuple("plain", Outcome.CANCELLED, 0),
                        tuple("plain", Outcome.CANCELLED, 0),
                        tuple("plain", Outcome.CANCELLED, 0));
        assertThat(page.records().get(page.records().size() - 1)).satisfies(first -> {
            assertThat(first.id()).isEqualTo(done.id());
            assertThat(first.name()).isEqualTo("w-1");
            assertThat(first.created()).isEqualTo(begun);
            assertThat(first.firstTry()).isEqualTo(begun.plusSeconds(10));
            assertThat(first.ended()).isEqualTo(begun.plusSeconds(10));
            assertThat(first.node())
                    .contains(Long.toString(ProcessHandle.current().pid()));
        });
        assertThat(datastore.run(Query.kind(KIND)).toList().toString()).doesNotContain("secret");
    }

    @Test
    void recordOfADeadLetterIsReplacedWhenItEndsAgain() {
        worker.failing();
        worker.failing();
        dispatcher.runDue();
        clock.advance(Duration.ofSeconds(10));
        dispatcher.runDue();
        assertThat(outcomes()).containsOnly(Outcome.DEAD).hasSize(2);

        worker.heal();
        queues.redriveAll("default");
        dispatcher.runDue();
        assertThat(outcomes()).containsOnly(Outcome.DONE).hasSize(2);
    }

    @Test
    void discardedDeadLetterAndDoneTaskOfAPullQueueAreKept() {
        worker.failing();
        dispatcher.runDue();
        clock.advance(Duration.ofSeconds(10));
        dispatcher.runDue();
        queues.discardAll("default");
        queues.add(Task.of(new byte[] {1}).queue("pull").named("p"));
        PullQueue pull = queues.pull("pull");
        pull.delete(pull.lease(1, Duration.ofMinutes(1)).get(0));
        dispatcher.runDue();

        assertThat(queues.history().list(null, 10).records())
                .extracting(TaskRecord::queue, TaskRecord::function, TaskRecord::outcome)
                .containsExactlyInAnyOrder(
                        tuple("default", "failing", Outcome.DISCARDED), tuple("pull", null, Outcome.DONE));
        assertThat(queues.names().stream().flatMap(queue -> queues.list(queue, 0, 9).stream()))
                .isEmpty();
    }

    @Test
    void unknownFunctionIsParkedAndHasNotEnded() {
        queues.add(Task.of("{\"key\":\"nobody\",\"args\":[]}".getBytes(java.nio.charset.StandardCharsets.UTF_8)));

        dispatcher.runDue();

        assertThat(queues.deadLetters("default").count()).isEqualTo(1);
        assertThat(outcomes().stream().filter(Outcome.DONE::equals)).isEmpty();
    }

    @Test
    void historyIsListedInPagesByQueueFunctionAndTime() {
        Instant begun = clock.instant();
        for (int n = 0; n < 25; n++) {
            delay.queue(n % 5 == 0 ? "mail" : "default").call(n % 2 == 0 ? "plain" : "plain too", "" + n);
            dispatcher.runDue();
            clock.advance(Duration.ofMinutes(1));
        }

        List<TaskRecord> all = pages(queues.history(), 4);
        assertThat(all).hasSize(25);
        assertThat(all).isSortedAccordingTo((a, b) -> b.ended().compareTo(a.ended()));
        assertThat(pages(queues.history("mail"), 2)).hasSize(5).allMatch(record -> record.queue()
                .equals("mail"));
        // tag::pages[]
        TaskHistory plain = queues.history().function("plain").between(begun, begun.plus(Duration.ofMinutes(10)));
        TaskHistory.Page first = plain.list(null, 3);
        TaskHistory.Page second = plain.list(first.next(), 3);
        // end::pages[]
        assertThat(first.records()).extracting(TaskRecord::ended).startsWith(begun.plus(Duration.ofMinutes(8)));
        assertThat(second.records()).extracting(TaskRecord::ended).endsWith(begun);
        assertThat(second.next()).isNull();
        assertThat(pages(queues.history("mail").function("plain"), 1))
                .extracting(TaskRecord::ended)
                .containsExactly(begun.plus(Duration.ofMinutes(20)), begun.plus(Duration.ofMinutes(10)), begun);
        assertThat(pages(queues.history("default").between(begun, begun), 1)).isEmpty();
        assertThat(queues.history("none").list(null, 1).records()).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> queues.history().list(null, 0));
    }

    @Test
    void historyExpiresAndAQueueCanSayWhen() {
        delay.call("plain", "a");
        delay.queue("brief").call("plain", "b");
        delay.queue("none").call("plain", "c");
        dispatcher.runDue();
        assertThat(outcomes()).hasSize(2);

        clock.advance(Duration.ofHours(1));
        assertThat(queues.history().list(null, 9).records())
                .extracting(TaskRecord::queue)
                .containsExactly("default");
        clock.advance(Duration.ofDays(7));
        assertThat(outcomes()).isEmpty();
        assertThat(queues.expiryPolicies()).hasSize(1);
        assertThat(Expiry.of(datastore, clock)
                        .deleteExpired(queues.expiryPolicies().get(0), 100)
                        .deleted())
                .isEqualTo(2);
        assertThat(datastore.count(Query.kind(KIND))).isZero();
    }

    @Test
    void withoutRetentionNothingIsKept() {
        stop();
        start(TaskRetention.NONE);
        delay.call("plain", "a");
        delay.in(Duration.ofHours(1)).call("plain", "b");
        dispatcher.runDue();
        queues.purge("default");

        assertThat(queues.names().stream().flatMap(queue -> queues.list(queue, 0, 9).stream()))
                .isEmpty();
        assertThat(datastore.count(Query.kind(KIND))).isZero();
        assertThat(outcomes()).isEmpty();
    }

    @Test
    void manyTasksAreEachKeptOnce() {
        int tasks = 600;
        delay.batch(() -> {
            for (int n = 0; n < tasks; n++) {
                worker.plain("" + n);
            }
        });
        dispatcher.start();

        await().atMost(Duration.ofSeconds(60))
                .until(() -> queues.list("default", 0, 1).isEmpty());

        dispatcher.stop(Duration.ofSeconds(10));
        assertThat(pages(queues.history("default"), 100))
                .extracting(TaskRecord::id)
                .doesNotHaveDuplicates()
                .hasSize(tasks);
    }

    private List<Outcome> outcomes() {
        return queues.history().list(null, 100).records().stream()
                .map(TaskRecord::outcome)
                .toList();
    }

    private static List<TaskRecord> pages(TaskHistory history, int size) {
        List<TaskRecord> all = new ArrayList<>();
        String next = null;
        do {
            TaskHistory.Page page = history.list(next, size);
            assertThat(page.records()).hasSizeLessThanOrEqualTo(size);
            all.addAll(page.records());
            next = page.next();
        } while (next != null);
        return all;
    }

    @Configuration(proxyBeanMethods = false)
    @Import({DelayConfiguration.class, Worker.class})
    @EnableTransactionManagement
    static class Application {

        @Bean
        PlatformTransactionManager transactionManager(Datastore datastore) {
            return new DatastoreTransactionManager(datastore);
        }

        @Bean
        QueueSettings mail() {
            return QueueSettings.of("mail");
        }

        @Bean
        QueueSettings pull() {
            return QueueSettings.of("pull").pull();
        }

        @Bean
        QueueSettings brief(TaskRetention retention) {
            QueueSettings brief = QueueSettings.of("brief");
            return retention == TaskRetention.NONE ? brief : brief.history(Duration.ofHours(1));
        }

        @Bean
        QueueSettings none() {
            return QueueSettings.of("none").history(Duration.ZERO);
        }
    }

    static class Worker {

        private boolean healed;

        public void heal() {
            healed = true;
        }

        @Delayed("plain")
        public void plain(String text) {}

        @Delayed("plain too")
        public void plainToo(String text) {}

        @Delayed("transactional")
        @Transactional
        public void transactional() {}

        @Delayed(value = "failing", retry = @Retry(limit = 1, minBackoff = "1s"))
        public void failing() {
            if (!healed) {
                throw new IllegalStateException("no");
            }
        }
    }
}
