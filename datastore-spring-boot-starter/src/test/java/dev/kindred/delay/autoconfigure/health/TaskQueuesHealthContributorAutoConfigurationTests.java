package dev.kindred.delay.autoconfigure.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.autoconfigure.DatastoreAutoConfiguration;
import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.delay.StoredCall;
import dev.kindred.delay.autoconfigure.DelayAutoConfiguration;
import dev.kindred.delay.autoconfigure.health.TaskQueuesHealthIndicator.Dispatching;
import dev.kindred.delay.queue.QueueSettings;
import dev.kindred.delay.queue.Rate;
import dev.kindred.delay.queue.Task;
import dev.kindred.delay.queue.TaskDispatcher;
import dev.kindred.delay.queue.TaskQueues;
import dev.kindred.delay.queue.TaskRejectedException;
import dev.kindred.delay.queue.TaskRun;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.actuate.endpoint.SimpleStatusAggregator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class TaskQueuesHealthContributorAutoConfigurationTests {

    private static final Duration STUCK_AFTER = Duration.ofMinutes(5);

    private final HandMovedClock clock = new HandMovedClock();
    private final MemoryEngine engine = new MemoryEngine();
    private final LocalDatastore datastore =
            LocalDatastore.on(engine).clock(clock).build();
    private final TaskQueues queues = TaskQueues.on(datastore)
            .clock(clock)
            .queue(QueueSettings.of("slow").rate(Rate.of("1/h")).bucketSize(1))
            .queue(QueueSettings.of("none").rate(Rate.ZERO))
            .queue(QueueSettings.of("scores").pull())
            .queue(QueueSettings.of("asleep").paused())
            .build();
    private final CountDownLatch release = new CountDownLatch(1);
    private final TaskDispatcher dispatcher =
            TaskDispatcher.on(queues, this::run).workers(1).build();

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DatastoreAutoConfiguration.class,
                    DelayAutoConfiguration.class,
                    TaskQueuesHealthContributorAutoConfiguration.class))
            .withPropertyValues("kindred.datastore.engine=memory");

    @AfterEach
    void close() {
        release.countDown();
        dispatcher.stop(Duration.ofSeconds(10));
        datastore.close();
    }

    // By a clock that is moved

    @Test
    void tasksThatAreDueWhileNoneBeginsAreAStuckQueueAndTheWholeStaysUp() {
        HealthIndicator health = watched(Dispatching.ENABLED);
        occupyTheWorker();
        queues.add(task("mail"));

        clock.advance(STUCK_AFTER.minusSeconds(1));
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
        clock.advance(Duration.ofSeconds(1));

        Health stuck = health.health();
        assertThat(stuck.getStatus()).isEqualTo(TaskQueuesHealthIndicator.WARNING);
        assertThat(stuck.getDetails())
                .containsEntry("dispatcher", "running")
                .containsEntry(
                        "stuck",
                        Map.of(
                                "mail",
                                "1 tasks wait and 0 run; the first has been due for 300 s, and none has begun for 300 s."));
        assertThat(new SimpleStatusAggregator().getAggregateStatus(Status.UP, stuck.getStatus()))
                .isEqualTo(Status.UP);

        release.countDown();
        Awaitility.await().until(() -> queues.status("mail").waiting() == 0);
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void aQueueThatIsPausedOrLeasedOrBeginsNothingIsNotStuck() {
        HealthIndicator health = watched(Dispatching.ENABLED);
        occupyTheWorker();
        queues.pause("mail");
        for (String queue : List.of("mail", "asleep", "none", "scores")) {
            queues.add(task(queue));
        }
        queues.add(task("later").in(Duration.ofDays(1)));

        clock.advance(STUCK_AFTER.multipliedBy(3));

        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
        assertThat(health.health().getDetails())
                .containsEntry("paused", Set.of("asleep", "mail"))
                .doesNotContainKey("stuck");
    }

    @Test
    void aSlowRateHasTheTimeToItsNextToken() {
        HealthIndicator health = watched(Dispatching.ENABLED);
        occupyTheWorker();
        queues.add(task("slow"));

        clock.advance(Duration.ofMinutes(64));
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
        clock.advance(Duration.ofMinutes(1));
        assertThat(health.health().getStatus()).isEqualTo(TaskQueuesHealthIndicator.WARNING);
    }

    @Test
    void whatWasDueBeforeTheStartHasItsTimeToo() {
        queues.add(task("mail"));
        clock.advance(STUCK_AFTER.multipliedBy(10));
        HealthIndicator health = watched(Dispatching.DISABLED);

        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
        assertThat(health.health().getDetails()).containsEntry("dispatcher", "disabled");
        HealthIndicator stopped = watched(Dispatching.ENABLED);
        assertThat(stopped.health().getDetails()).doesNotContainKey("stuck");
    }

    @Test
    void deadLettersAreCountedAndFunctionsThatNobodyKnowsAreNamed() {
        HealthIndicator health = watched(Dispatching.DISABLED);
        queues.add(Task.of(bytes("{\"key\":\"mail.old\",\"args\":[]}")).queue("mail"));
        TaskDispatcher.on(queues, run -> {
                    throw new TaskRejectedException(DeadTask.Reason.UNKNOWN_FUNCTION, "unknown", null);
                })
                .build()
                .runDue();

        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
        assertThat(health.health().getDetails())
                .containsEntry("deadLetters", Map.of("mail", 1L))
                .containsEntry("unknownFunctions", Map.of("mail", Set.of("mail.old")));
        queues.discardAll("mail");
        assertThat(health.health().getDetails()).doesNotContainKeys("deadLetters", "unknownFunctions");
    }

    @Test
    void aDispatcherThatDoesNotClaimIsOutOfService() {
        HealthIndicator health = watched(Dispatching.ENABLED);
        assertThat(health.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
        assertThat(health.health().getDetails()).containsEntry("dispatcher", "stopped");
        dispatcher.start();
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);

        clock.broken = true;
        dispatcher.wakeUp();

        Awaitility.await().dontCatchUncaughtExceptions().until(dispatcher::hasFailed);
        assertThat(health.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
        assertThat(health.health().getDetails()).containsEntry("dispatcher", "failed");
        clock.broken = false;
        dispatcher.stop(Duration.ZERO);
        dispatcher.start();
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
    }

    // In an application

    @Test
    void itIsThereAndUpAndOutOfServiceWhileTheStoreIsClosed() {
        runner.run(context -> {
            HealthIndicator health = context.getBean("taskqueuesHealthContributor", HealthIndicator.class);
            assertThat(health.health().getStatus()).isEqualTo(Status.UP);
            assertThat(health.health().getDetails()).containsEntry("dispatcher", "running");

            context.getBean(StorageEngine.class).close();

            assertThat(health.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
            assertThat(context.getBean(StorageEngine.class).isOpen()).isFalse();
        });
        runner.withPropertyValues("kindred.delay.dispatcher.enabled=false")
                .run(context -> assertThat(context.getBean("taskqueuesHealthContributor", HealthIndicator.class)
                                .health()
                                .getDetails())
                        .containsEntry("dispatcher", "disabled"));
    }

    @Test
    void itCanBeSwitchedOffOrReplacedAndNeedsNoHealthSupport() {
        runner.withPropertyValues("management.health.taskqueues.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean("taskqueuesHealthContributor"));
        runner.withBean(
                        "taskqueuesHealthIndicator",
                        HealthIndicator.class,
                        () -> () -> Health.up().build())
                .run(context -> assertThat(context).doesNotHaveBean("taskqueuesHealthContributor"));
        runner.withClassLoader(new FilteredClassLoader(HealthIndicator.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("taskqueuesHealthContributor"));
    }

    @Test
    void aTimeThatMakesNoSenseEndsTheStart() {
        runner.withPropertyValues("kindred.delay.health.stuck-after=0s").run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .hasMessageContaining("kindred.delay.health.stuck-after"));
    }

    private void occupyTheWorker() {
        dispatcher.start();
        queues.add(task("busy"));
        Awaitility.await().until(() -> queues.status("busy").lastBegun() != null);
    }

    private void run(TaskRun run) throws InterruptedException {
        release.await();
    }

    private HealthIndicator watched(Dispatching dispatching) {
        return new TaskQueuesHealthIndicator(queues, dispatcher, StoredCall::find, dispatching, engine, STUCK_AFTER);
    }

    private static Task task(String queue) {
        return Task.of(bytes(queue)).queue(queue);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Stands still until it is moved, and can break the dispatcher's thread. */
    private static final class HandMovedClock extends Clock {

        private volatile Instant now = Instant.parse("2026-11-21T10:00:00Z");
        private volatile boolean broken;

        void advance(Duration duration) {
            now = now.plus(duration);
        }

        @Override
        public Instant instant() {
            if (broken && Thread.currentThread().getName().equals("delay-dispatcher")) {
                throw new AssertionError("on purpose");
            }
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
