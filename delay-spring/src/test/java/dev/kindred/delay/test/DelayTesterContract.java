package dev.kindred.delay.test;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactionManager;
import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.delay.DelayArgumentException;
import dev.kindred.delay.DelayConfiguration;
import dev.kindred.delay.DelayContext;
import dev.kindred.delay.DelayOperations;
import dev.kindred.delay.Delayed;
import dev.kindred.delay.DelayedSchedule;
import dev.kindred.delay.Retry;
import dev.kindred.delay.queue.QueueSettings;
import dev.kindred.delay.queue.Rate;
import dev.kindred.delay.queue.RetryPolicy;
import dev.kindred.delay.queue.Task;
import dev.kindred.delay.queue.TaskDispatcher;
import dev.kindred.delay.queue.TaskQueues;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** Row 71: tests of deferred methods, without Spring Boot. Each engine adds a class that makes one. */
abstract class DelayTesterContract {

    private static final Key ADA = Key.of("User", "ada");

    private AnnotationConfigApplicationContext context;
    private Mailer mailer;
    private DelayOperations delay;
    private TaskQueues queues;
    private DelayTester tester;

    /** A fresh, empty engine. */
    abstract StorageEngine engine(Clock clock);

    @BeforeEach
    void start() {
        context = new AnnotationConfigApplicationContext();
        context.registerBean(LocalDatastore.class, () -> LocalDatastore.on(
                        engine(context.getBean(DelayConfiguration.CLOCK, Clock.class)))
                .build());
        context.register(Application.class);
        context.refresh();
        mailer = context.getBean(Mailer.class);
        delay = context.getBean("delay", DelayOperations.class);
        queues = context.getBean(TaskQueues.class);
        tester = context.getBean(DelayTester.class);
    }

    @AfterEach
    void stop() {
        context.close();
    }

    @Test
    void r71_nothingRunsUnlessTheTestSaysSo() {
        mailer.welcome(ADA, "hi", null);

        assertThat(context.getBean(TaskDispatcher.class).isRunning()).isFalse();
        assertThat(tester.waiting()).extracting(EnqueuedTask::key).contains("mail.welcome");

        TaskRuns runs = tester.runDue();

        assertThat(mailer.sent()).containsExactly("User(\"ada\") hi");
        assertThat(runs.count()).isEqualTo(1);
        assertThat(runs.done()).extracting(EnqueuedTask::key).containsExactly("mail.welcome");
        assertThat(tester.runDue().count()).isZero();
        assertThat(tester).hasNothingWaiting().hasNoDeadLetters();
    }

    @Test
    void r71_whatWasEnqueuedIsShownWithItsOptions() {
        delay.in(ofMinutes(5))
                .named("w-17")
                .priority(7)
                .header("Campaign", "spring")
                .call(() -> mailer.welcome(ADA, "hi", null));

        assertThat(tester.enqueued()).singleElement().satisfies(task -> {
            assertThat(task.key()).isEqualTo("mail.welcome");
            assertThat(task.arguments()).containsExactly(ADA, "hi");
            assertThat(task.argument(0, Key.class)).isEqualTo(ADA);
            assertThat(task.queue()).isEqualTo("mail");
            assertThat(task.name()).isEqualTo("w-17");
            assertThat(task.delay()).isEqualTo(ofMinutes(5));
            assertThat(task.eta()).isEqualTo(tester.clock().instant().plus(ofMinutes(5)));
            assertThat(task.priority()).isEqualTo(7);
            assertThat(task.headers()).containsExactly(Map.entry("Campaign", "spring"));
            assertThat(task.isCommitted()).isTrue();
            assertThat(task)
                    .hasToString(
                            "mail.welcome(User(\"ada\"), \"hi\") in queue \"mail\", due in PT5M, named \"w-17\", headers {Campaign=spring}");
        });
    }

    @Test
    void r71_assertionsNarrowDownTheCalls() {
        delay.in(ofMinutes(5)).named("w-17").call(() -> mailer.welcome(ADA, "hi", null));
        mailer.welcome(ADA, "again", null);
        mailer.report(new Report("a", 1), 5L, Set.of("x", "y"));

        assertThat(tester).enqueued("mail.welcome").times(2);
        assertThat(tester)
                .enqueued("mail.welcome")
                .withArguments(ADA, "hi")
                .inQueue("mail")
                .dueIn(ofMinutes(5))
                .dueAt(tester.clock().instant().plus(ofMinutes(5)))
                .named("w-17")
                .withPriority(100)
                .once();
        assertThat(tester)
                .enqueued("mail.old-welcome")
                .withArguments(ADA, "again")
                .dueAtOnce()
                .once();
        // A type without equals.
        assertThat(tester)
                .enqueued("mail.report")
                .withArguments(new Report("a", 1), 5L, Set.of("y", "x"))
                .once();
        assertThat(tester).hasNotEnqueued("mail.failing");
        tester.runAll();
        assertThat(tester).enqueued("mail.welcome").times(2);
    }

    @Test
    void assertionThatFailsListsWhatWasEnqueued() {
        delay.in(ofMinutes(5)).call(() -> mailer.welcome(ADA, "hi", null));
        mailer.welcome(ADA, "again", null);

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(tester)
                        .enqueued("mail.welcome")
                        .withArguments(ADA, "hi")
                        .dueAtOnce())
                .withMessage("""
                        Expected a call of "mail.welcome" to be enqueued, with arguments (User("ada"), "hi"), due at once, but there is none. What was enqueued:
                          1. mail.welcome(User("ada"), "hi") in queue "mail", due in PT5M
                          2. mail.welcome(User("ada"), "again") in queue "mail", due at once""");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(tester).enqueued("mail.welcome").once())
                .withMessageStartingWith("Expected 1 call of \"mail.welcome\" to be enqueued, but there are 2.");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(tester).hasNothingEnqueued())
                .withMessageStartingWith("Expected nothing to be enqueued, but there are 2:\n  1. mail.welcome(");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(tester).hasNothingWaiting())
                .withMessageStartingWith("Expected nothing to wait, but there are 2:");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(tester)
                        .as("the order")
                        .enqueued("mail.welcome")
                        .inQueue("post"))
                .withMessageStartingWith("[the order] Expected a call of");
    }

    @Test
    void assertionThatFailsSaysWhatMayBeTheReason() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(tester).enqueued("mail.welcom"))
                .withMessage(
                        "Expected a call of \"mail.welcom\" to be enqueued, but there is none. There is no delayed function of this key; there are [mail.again, mail.failing, mail.nightly, mail.report, mail.welcome]. Nothing was enqueued since the test began: was the method called on the bean, and not on \"this\"?");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(tester).hasNotEnqueued("mail.welcom"))
                .withMessageStartingWith("There is no delayed function \"mail.welcom\"; there are [mail.again,");
        mailer.welcome(ADA, "hi", null);
        assertThatExceptionOfType(DelayArgumentException.class)
                .isThrownBy(() -> assertThat(tester).enqueued("mail.welcome").withArguments(ADA, 5))
                .withMessageContaining("has the wrong type: java.lang.Integer is not java.lang.String");
        assertThatExceptionOfType(DelayArgumentException.class)
                .isThrownBy(() -> assertThat(tester).enqueued("mail.welcome").withArguments(ADA))
                .withMessageContaining("takes 2 arguments, not 1");
    }

    @Test
    void r71_callInARolledBackTransactionWasNotEnqueued() {
        assertThatIllegalStateException().isThrownBy(() -> mailer.order(ADA));

        assertThat(tester).hasNothingEnqueued().hasNothingWaiting();
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(tester).enqueued("mail.welcome"))
                .withMessageEndingWith(
                        "\nWhat was given up with its transaction, which was rolled back:\n  1. mail.welcome(User(\"ada\"), \"thanks\") in queue \"mail\", due at once");
    }

    @Test
    void r71_callInTheTransactionOfTheTestIsShownAndCannotRunYet() {
        TransactionTemplate transaction = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));

        transaction.executeWithoutResult(status -> {
            mailer.welcome(ADA, "hi", null);

            assertThat(tester).enqueued("mail.welcome").withArguments(ADA, "hi").once();
            assertThat(tester.enqueued()).singleElement().satisfies(task -> {
                assertThat(task.isCommitted()).isFalse();
                assertThat(task).asString().endsWith("due at once (not committed yet)");
            });
            assertThatIllegalStateException()
                    .isThrownBy(() -> tester.runDue())
                    .withMessageContaining("inside of the transaction of this test")
                    .withMessageContaining("TestTransaction.end()")
                    .withMessageContaining("Propagation.NOT_SUPPORTED")
                    .withMessageEndingWith(
                            "What waits for the commit:\n  1. mail.welcome(User(\"ada\"), \"hi\") in queue \"mail\", due at once (not committed yet)");
        });

        assertThat(tester.enqueued()).singleElement().satisfies(task -> assertThat(task.isCommitted())
                .isTrue());
        assertThat(tester.runDueOrThrow().count()).isEqualTo(1);
    }

    @Test
    void r71_theClockMakesTasksDue() {
        delay.in(ofMinutes(5)).call(() -> mailer.welcome(ADA, "later", null));

        assertThat(tester.advance(ofMinutes(4)).runDue().count()).isZero();
        assertThat(tester.advance(ofMinutes(1)).runDue().count()).isEqualTo(1);
        assertThat(mailer.sent()).containsExactly("User(\"ada\") later");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tester.advanceTo(tester.clock().instant().minusSeconds(1)))
                .withMessageContaining("cannot go back");
        assertThatIllegalArgumentException().isThrownBy(() -> tester.advance(ofMinutes(-1)));
    }

    @Test
    void r71_runDueObeysPausesAndRates() {
        delay.batch(() -> {
            for (int i = 0; i < 5; i++) {
                delay.queue("slow").call(() -> mailer.welcome(ADA, "slow", null));
            }
        });
        queues.pause("mail");
        mailer.welcome(ADA, "paused", null);

        assertThat(tester.runDue().count()).isEqualTo(2);
        assertThat(tester.runDue().count()).isZero();
        assertThat(tester.advance(ofSeconds(1)).runDue().count()).isEqualTo(1);
        queues.resume("mail");
        assertThat(tester.runDue().count()).isEqualTo(1);
        assertThat(mailer.sent()).containsOnlyOnce("User(\"ada\") paused").hasSize(4);
    }

    @Test
    void r71_runAllLetsTimePassUntilNothingIsLeft() {
        delay.in(ofHours(3)).call(() -> mailer.welcome(ADA, "later", null));
        for (int i = 0; i < 4; i++) {
            delay.queue("slow").call(() -> mailer.welcome(ADA, "slow", null));
        }
        delay.task(() -> mailer.welcome(ADA, "first", null))
                .then(delay.in(ofMinutes(1)).task(() -> mailer.welcome(ADA, "second", null)))
                .add();
        delay.group("g", () -> {
                    mailer.welcome(ADA, "member", null);
                    mailer.welcome(ADA, "member", null);
                })
                .then(() -> mailer.welcome(ADA, "all", null));
        delay.concurrencyKey("k").in(ofMinutes(2)).call(() -> mailer.welcome(ADA, "in turn", null));
        delay.concurrencyKey("k").call(() -> mailer.welcome(ADA, "in turn", null));

        TaskRuns runs = tester.runAllOrThrow();

        assertThat(runs.done()).hasSize(12);
        assertThat(mailer.sent()).hasSize(12).contains("User(\"ada\") all").endsWith("User(\"ada\") later");
        assertThat(tester).hasNothingWaiting();
    }

    @Test
    void r71_failedTasksAreRetriedAndGivenUpByTheirPolicy() {
        fail("disk full");

        TaskRuns first = tester.runDue();
        assertThat(first.failed()).extracting(EnqueuedTask::attempts).containsExactly(1);
        assertThat(first.failures()).singleElement().isInstanceOf(IOException.class);
        assertThat(first.toString()).startsWith("1 run\n  FAILED mail.failing(\"disk full\") in queue \"default\"");
        assertThat(tester.runDue().count()).isZero();

        TaskRuns rest = tester.runAll();
        assertThat(rest.failed()).hasSize(1);
        assertThat(rest.dead()).hasSize(1);
        assertThat(tester.deadLetters()).singleElement().satisfies(dead -> {
            assertThat(dead.reason()).isEqualTo(DeadTask.Reason.RETRIES_EXHAUSTED);
            assertThat(dead.task().arguments()).containsExactly("disk full");
            assertThat(dead.task().attempts()).isEqualTo(3);
        });
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(tester).hasNoDeadLetters())
                .withMessage(
                        "Expected no dead letters, but there are 1:\n  mail.failing(\"disk full\") in queue \"default\", attempt 3: RETRIES_EXHAUSTED, java.io.IOException: disk full");
    }

    @Test
    void r71_runDueOrThrowThrowsWhatTheHandlerThrew() {
        fail("one");
        fail("two");

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> tester.runDueOrThrow())
                .withMessage("one")
                .satisfies(failure -> assertThat(failure.getSuppressed())
                        .singleElement()
                        .satisfies(other -> assertThat(other).hasMessage("two")));
    }

    @Test
    void r71_whatNeverEndsIsAnError() {
        mailer.again(1);

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> tester.maxRuns(20).runDue())
                .withMessage(
                        "There is no end: more than 20 tasks were due. Runs by function: {mail.again=21}. A task that adds itself again never ends; raise the limit with maxRuns(...) if this one does.");
        tester.reset();
        delay.retry(RetryPolicy.DEFAULT).call(() -> mailer.failing("always"));
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> tester.maxRuns(20).runAll())
                .withMessageContaining("A task that always fails never ends unless its retries are limited")
                .withRootCauseInstanceOf(IOException.class);
        assertThatIllegalArgumentException().isThrownBy(() -> tester.maxRuns(0));
    }

    @Test
    void r71_oneTaskCanBeRunOutOfTurn() {
        queues.pause("mail");
        mailer.welcome(ADA, "first", null);
        delay.in(ofHours(1)).call(() -> mailer.welcome(ADA, "second", null));
        delay.in(ofHours(2)).call(() -> mailer.welcome(ADA, "third", null));
        EnqueuedTask second = tester.enqueued().get(1);

        TaskRuns runs = tester.run(second);

        assertThat(runs.done()).hasSize(1);
        assertThat(mailer.sent()).containsExactly("User(\"ada\") second");
        assertThat(queues.isPaused("mail")).isTrue();
        assertThat(tester.waiting())
                .filteredOn(task -> task.key().equals("mail.welcome"))
                .extracting(EnqueuedTask::attempts, EnqueuedTask::delay)
                .containsExactly(tuple(0, Duration.ZERO), tuple(0, ofHours(2)));
        assertThatIllegalStateException()
                .isThrownBy(() -> tester.run(second))
                .withMessageContaining("it does not wait")
                .withMessageContaining("1. mail.welcome(User(\"ada\"), \"first\")");
    }

    @Test
    void schedulesRunWhenTheClockComesToThem() {
        assertThat(tester).hasNothingEnqueued().hasNothingWaiting();
        EnqueuedTask nightly = tester.waiting().get(0);
        assertThat(tester.runAll().count()).isZero();

        tester.advanceTo(nightly.eta());

        assertThat(tester.runDueOrThrow().done()).extracting(EnqueuedTask::key).containsExactly("mail.nightly");
        assertThat(tester).hasNothingEnqueued();
        assertThat(tester.waiting()).singleElement().satisfies(next -> assertThat(next.eta())
                .isEqualTo(nightly.eta().plus(ofHours(24))));
    }

    @Test
    void resetEmptiesTheQueuesButForSchedules() {
        mailer.welcome(ADA, "hi", null);
        fail("x");
        queues.add(Task.of(new byte[] {1, 2}).queue("mail"));
        tester.runAll();
        mailer.welcome(ADA, "hi", null);

        tester.reset();

        assertThat(tester).hasNothingEnqueued().hasNothingWaiting().hasNoDeadLetters();
        assertThat(tester.waiting()).extracting(EnqueuedTask::key).containsExactly("mail.nightly");
    }

    @Test
    void taskThatIsNoCallIsShownAsSuch() {
        queues.add(Task.of(new byte[] {1, 2}).queue("pulled"));

        assertThat(tester.enqueued()).singleElement().satisfies(task -> {
            assertThat(task.key()).isEmpty();
            assertThat(task.arguments()).isEmpty();
            assertThat(task.payload()).containsExactly(1, 2);
            assertThat(task).hasToString("task with 2 bytes in queue \"pulled\", due at once");
        });
        assertThat(tester.runAll().count()).isZero();
    }

    private void fail(String why) {
        delay.call("mail.failing", why);
    }

    /** Without equals. */
    static final class Report {
        public final String title;
        public final int pages;

        @JsonCreator
        Report(@JsonProperty("title") String title, @JsonProperty("pages") int pages) {
            this.title = title;
            this.pages = pages;
        }
    }

    static class Mailer {

        private final List<String> sent = new CopyOnWriteArrayList<>();
        private final DelayOperations delay;

        Mailer(DelayOperations delay) {
            this.delay = delay;
        }

        List<String> sent() {
            return sent;
        }

        @Delayed(value = "mail.welcome", aliases = "mail.old-welcome", queue = "mail")
        public void welcome(Key user, String text, DelayContext task) {
            sent.add(user + " " + text);
        }

        @Delayed("mail.report")
        public void report(Report report, long number, Set<String> tags) {
            sent.add(report.title);
        }

        @Delayed(value = "mail.failing", retry = @Retry(limit = 2))
        public void failing(String why) throws IOException {
            throw new IOException(why);
        }

        @Delayed("mail.again")
        public void again(int number) {
            delay.call("mail.again", number + 1);
        }

        @DelayedSchedule(key = "mail.nightly", cron = "0 0 3 * * *")
        public void nightly() {
            sent.add("nightly");
        }

        @Transactional
        public void order(Key user) {
            delay.call("mail.welcome", user, "thanks");
            throw new IllegalStateException("sold out");
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableTransactionManagement
    @Import({DelayConfiguration.class, DelayTesterConfiguration.class})
    static class Application {

        @Bean
        Mailer mailer(@Qualifier("delay") DelayOperations delay) {
            return new Mailer(delay);
        }

        @Bean
        PlatformTransactionManager transactionManager(Datastore datastore) {
            return new DatastoreTransactionManager(datastore);
        }

        @Bean
        QueueSettings mail() {
            return QueueSettings.of("mail");
        }

        @Bean
        QueueSettings pulled() {
            return QueueSettings.of("pulled").pull();
        }

        @Bean
        QueueSettings slow() {
            return QueueSettings.of("slow").rate(Rate.of("1/s")).bucketSize(2);
        }
    }
}
