package dev.kindred.delay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.Expiry;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactionManager;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactions;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.delay.queue.MovableClock;
import dev.kindred.delay.queue.TaskLimits;
import dev.kindred.delay.queue.TaskOutcome.State;
import dev.kindred.delay.queue.TaskRetention;
import dev.kindred.delay.queue.TaskRun;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;

/** Results of tasks: stored with the end of the task, never without it, read by handle or name until they expire. On a clock that the test moves. */
abstract class DelayedResultsContract extends DelayedScenario {

    private static final String KIND = "KindredTaskResult";

    private Worker worker;

    /** A fresh, empty engine. */
    abstract StorageEngine engine(MovableClock clock);

    @BeforeEach
    void start() {
        start(TaskRetention.NONE.keepingResults(Duration.ofHours(48)));
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
    void r36_resultIsReadByTheHandleAndByTheName() {
        // tag::read[]
        TaskHandle task = delay.named("total-2026-11").call(() -> worker.total("2026-11", 19, null));

        TaskResult result = delay.result(task); // or, elsewhere: delay.result("default", "total-2026-11")
        // end::read[]
        assertThat(result.state()).isEqualTo(State.WAITING);
        assertThat(result.value(Total.class)).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        dispatcher.runDue();

        // tag::value[]
        Total total = delay.result(task).value(Total.class).orElseThrow();
        // end::value[]
        assertThat(total).isEqualTo(new Total("2026-11", 19));
        assertThat(delay.result("default", "total-2026-11")).satisfies(named -> {
            assertThat(named.isDone()).isTrue();
            assertThat(named.json()).contains("{\"month\":\"2026-11\",\"cents\":19}");
            assertThat(named.ended()).isEqualTo(clock.instant());
            assertThat(named.error()).isNull();
            assertThat(named).hasToString("TaskResult[DONE]");
        });
        assertThat(result.state()).as("of the moment it was asked for").isEqualTo(State.WAITING);
    }

    @Test
    void r36_resultIsStoredIfAndOnlyIfTheTransactionOfTheMethodCommits() {
        TaskHandle task = delay.call("transactional", "fails once");

        dispatcher.runDue();
        assertThat(delay.result(task).state()).isEqualTo(State.WAITING);
        assertThat(stored()).isEmpty();
        clock.advance(Duration.ofMinutes(1));
        dispatcher.runDue();

        assertThat(delay.result(task).value(String.class)).contains("attempt 2");
        assertThat(datastore.find(Key.of("Effect", "fails once"))).isNotNull();
    }

    @Test
    void resultOfARunThatFailedIsNone() {
        TaskHandle task = delay.named("n").call("giving up", "x");

        dispatcher.runDue();

        for (TaskResult result : List.of(delay.result(task), delay.result("default", "n"))) {
            assertThat(result.state()).isEqualTo(State.FAILED);
            assertThat(result.error()).startsWith("java.lang.IllegalStateException: given up");
            assertThat(result.ended()).isEqualTo(clock.instant());
            assertThat(result.value(String.class)).isEmpty();
        }
        assertThat(stored()).isEmpty();
        queues.redriveAll("default");
        assertThat(delay.result(task).state()).isEqualTo(State.WAITING);
    }

    @Test
    void resultsOfManyTasksAreStoredByTheCommitsThatEndThem() {
        List<TaskHandle> tasks = delay.batch(() -> IntStream.range(0, 700).forEach(n -> {
            if (n % 2 == 0) {
                worker.total("m", n, null);
            } else {
                worker.nothing();
            }
        }));
        dispatcher.start();

        await().atMost(Duration.ofSeconds(60))
                .until(() -> queues.list("default", 0, 1).isEmpty());

        dispatcher.stop(Duration.ofSeconds(10));
        for (int n = 0; n < 700; n++) {
            TaskResult result = delay.result(tasks.get(n));
            if (n % 2 == 0) {
                assertThat(result.value(Total.class)).contains(new Total("m", n));
            } else {
                assertThat(result.state()).isEqualTo(State.UNKNOWN);
            }
        }
    }

    @Test
    void taskThatRunsIsSeenToRun() throws InterruptedException {
        TaskHandle task = delay.call("blocking");
        dispatcher.start();
        worker.begun().await();

        assertThat(delay.result(task).state()).isEqualTo(State.RUNNING);
        worker.goOn().countDown();

        await().until(() -> delay.result(task).isDone());
        assertThat(delay.result(task).json()).contains("null");
        assertThat(delay.result(task).value(String.class)).isEmpty();
    }

    @Test
    void resultExpires() {
        TaskHandle task = delay.call("list", 3);
        dispatcher.runDue();
        assertThat(delay.result(task).value(new ParameterizedTypeReference<List<Total>>() {}))
                .contains(List.of(new Total("m", 0), new Total("m", 1), new Total("m", 2)));

        clock.advance(Duration.ofHours(47));
        assertThat(delay.result(task).isDone()).isTrue();
        clock.advance(Duration.ofHours(1));
        assertThat(delay.result(task).state()).isEqualTo(State.UNKNOWN);

        assertThat(queues.expiryPolicies()).hasSize(1);
        assertThat(Expiry.of(datastore, clock)
                        .deleteExpired(queues.expiryPolicies().get(0), 100)
                        .deleted())
                .isEqualTo(1);
        assertThat(stored()).isEmpty();
    }

    @Test
    void resultThatCannotBeStoredFailsTheRun() {
        TaskHandle large = delay.call("large", TaskLimits.MAX_RESULT_BYTES);
        TaskHandle late = delay.call("too late");

        dispatcher.runDue();

        assertThat(row(large).lastError())
                .contains("The result of task " + large.id()
                        + " of queue \"default\" has 102,430 bytes; it may have 102,400");
        assertThat(row(late).lastError()).contains("Give the result before completing the task");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> context.getBean(DelayedRegistry.class).encodeResult("f", new Object() {
                    @SuppressWarnings("unused")
                    public Object getSelf() {
                        throw new UnsupportedOperationException();
                    }
                }))
                .withMessageContaining("The result of \"f\"")
                .withMessageContaining("cannot be written as JSON");
        assertThatIllegalStateException()
                .isThrownBy(() -> TaskRun.withoutLease(row(late)).result(new byte[0]))
                .withMessageContaining("came by HTTP");
    }

    @Test
    void resultThatDoesNotFitIsRefusedWithTheType() {
        TaskHandle task = delay.call("list", 1);
        dispatcher.runDue();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> delay.result(task).value(Total.class))
                .withMessageContaining(Total.class.getName());
    }

    @Test
    void laterTaskOfTheNameHasTheResultOfTheName() {
        TaskHandle first = delay.named("n").call("list", 1);
        dispatcher.runDue();
        clock.advance(Duration.ofHours(25));
        TaskHandle second = delay.named("n").call("list", 2);
        assertThat(delay.result("default", "n").state()).isEqualTo(State.WAITING);
        dispatcher.runDue();

        assertThat(delay.result(first).state()).isEqualTo(State.UNKNOWN);
        assertThat(delay.result(second).isDone()).isTrue();
    }

    @Test
    void withoutRetentionNothingIsKeptAndAResultIsAnError() {
        stop();
        start(TaskRetention.NONE);
        TaskHandle task = delay.call("list", 1);
        delay.call("nothing");

        dispatcher.runDue();

        assertThat(row(task).lastError()).contains("kindred.delay.results.keep");
        assertThat(queues.expiryPolicies()).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TaskRetention.NONE.keepingResults(Duration.ofSeconds(-1)))
                .withMessageContaining("\"PT-1S\"");
    }

    private TaskRow row(TaskHandle task) {
        return queues.list("default", task.id() - 1, 1).get(0);
    }

    private List<Entity> stored() {
        return datastore.run(Query.kind(KIND)).toList();
    }

    record Total(String month, int cents) {}

    @Configuration(proxyBeanMethods = false)
    @Import({DelayConfiguration.class, Worker.class})
    @EnableTransactionManagement
    static class Application {

        @Bean
        PlatformTransactionManager transactionManager(Datastore datastore) {
            return new DatastoreTransactionManager(datastore);
        }

        @Bean
        AesGcmPayloadCodec codec() {
            return new AesGcmPayloadCodec(new byte[16]);
        }
    }

    static class Worker {

        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);
        private final Datastore datastore;

        Worker(Datastore datastore) {
            this.datastore = datastore;
        }

        CountDownLatch begun() {
            return begun;
        }

        CountDownLatch goOn() {
            return goOn;
        }

        // tag::give[]
        @Delayed("total")
        public void total(String month, int cents, DelayContext context) {
            context.result(new Total(month, cents));
        }
        // end::give[]

        @Delayed("nothing")
        public void nothing() {}

        @Delayed("list")
        public void list(int length, DelayContext context) {
            context.result("overwritten");
            context.result(
                    IntStream.range(0, length).mapToObj(n -> new Total("m", n)).toList());
        }

        @Delayed("transactional")
        @Transactional
        public void transactional(String name, DelayContext context) {
            context.result("attempt " + context.attempt());
            Objects.requireNonNull(DatastoreTransactions.current(datastore))
                    .put(Entity.builder(Key.of("Effect", name)).build());
            if (context.attempt() == 1) {
                throw new IllegalStateException("once");
            }
        }

        @Delayed(value = "giving up", retry = @Retry(limit = 0))
        public void givingUp(String text, DelayContext context) {
            context.result(text);
            throw new IllegalStateException("given up");
        }

        @Delayed("blocking")
        public void blocking(DelayContext context) throws InterruptedException {
            begun.countDown();
            goOn.await();
            context.result(null);
        }

        @Delayed("large")
        public void large(int chars, DelayContext context) {
            context.result("x".repeat(chars));
        }

        @Delayed("too late")
        @Transactional
        public void tooLate(DelayContext context) {
            context.completeInTransaction();
            context.result("too late");
        }
    }
}
