package dev.kindred.delay.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.DuplicateTaskException;
import dev.kindred.datastore.autoconfigure.DatastoreAutoConfiguration;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.delay.Delayed;
import dev.kindred.delay.queue.Task;
import dev.kindred.delay.queue.TaskDispatcher;
import dev.kindred.delay.queue.TaskQueues;
import dev.kindred.delay.queue.TaskSnoozedException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class DelayMetricsAutoConfigurationTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DatastoreAutoConfiguration.class,
                    DelayAutoConfiguration.class,
                    DelayMetricsAutoConfiguration.class))
            .withBean(SimpleMeterRegistry.class, SimpleMeterRegistry::new)
            .withBean(Worker.class)
            .withPropertyValues(
                    "kindred.datastore.engine=memory",
                    "kindred.delay.dispatcher.enabled=false",
                    "kindred.delay.queues.once.mode=push",
                    "kindred.delay.queues.often.mode=push");

    @Test
    void tasksAreCountedAndTimedByQueue() {
        runner.run(context -> {
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            Worker worker = context.getBean(Worker.class);
            worker.work();
            worker.work();

            context.getBean(TaskDispatcher.class).runDue();

            assertThat(registry.get("delay.enqueued")
                            .tag("queue", "default")
                            .counter()
                            .count())
                    .isEqualTo(2);
            assertThat(registry.get("delay.wait")
                            .tag("queue", "default")
                            .timer()
                            .count())
                    .isEqualTo(2);
            assertThat(registry.get("delay.run")
                            .tag("queue", "default")
                            .tag("outcome", "success")
                            .timer()
                            .count())
                    .isEqualTo(2);
        });
    }

    @Test
    void failuresRetriesAndDeadLettersAreCounted() {
        runner.withPropertyValues("kindred.delay.queues.once.retry.limit=0").run(context -> {
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            Worker worker = context.getBean(Worker.class);
            worker.failOnce();
            worker.failOften();

            context.getBean(TaskDispatcher.class).runDue();

            assertThat(registry.get("delay.run").tag("outcome", "error").timers())
                    .allSatisfy(timer -> assertThat(timer.count()).isEqualTo(1))
                    .hasSize(2);
            assertThat(registry.get("delay.buried")
                            .tag("queue", "once")
                            .tag("reason", "retries-exhausted")
                            .counter()
                            .count())
                    .isEqualTo(1);
            assertThat(registry.get("delay.retried")
                            .tag("queue", "often")
                            .counter()
                            .count())
                    .isEqualTo(1);
            assertThat(registry.get("delay.queue.dead")
                            .tag("queue", "once")
                            .gauge()
                            .value())
                    .isEqualTo(1);
            assertThat(registry.get("delay.queue.waiting")
                            .tag("queue", "often")
                            .gauge()
                            .value())
                    .isEqualTo(1);
        });
    }

    @Test
    void whatOperatorsAndTasksDoIsCounted() {
        runner.withPropertyValues("kindred.delay.queues.once.retry.limit=0").run(context -> {
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            TaskQueues queues = context.getBean(TaskQueues.class);
            Worker worker = context.getBean(Worker.class);
            worker.failOnce();
            worker.failOnce();
            worker.snooze();
            context.getBean(TaskDispatcher.class).runDue();

            queues.redrive("once", queues.dead("once", 0, 1).get(0).task().id());
            queues.discardAll("once");
            queues.add(Task.of(new byte[0]).named("n"));
            assertThatExceptionOfType(DuplicateTaskException.class)
                    .isThrownBy(() -> queues.add(Task.of(new byte[0]).named("n")));
            queues.delete("default", "n");
            queues.purge("default");

            assertThat(count(registry, "delay.snoozed", "default")).isEqualTo(1);
            assertThat(count(registry, "delay.redriven", "once")).isEqualTo(1);
            assertThat(count(registry, "delay.discarded", "once")).isEqualTo(1);
            assertThat(count(registry, "delay.duplicates", "default")).isEqualTo(1);
            assertThat(count(registry, "delay.cancelled", "default")).isEqualTo(2);
        });
    }

    @Test
    void theGaugesOfAQueueLookAtTheStoreOnceASecond() {
        runner.run(context -> {
            long[] nanos = {0};
            MeterRegistry registry = new SimpleMeterRegistry();
            TaskQueues queues = context.getBean(TaskQueues.class);
            new QueueGauges(registry, queues, context.getBean(TaskDispatcher.class), null, () -> nanos[0]).add("mail");
            assertThat(registry.get("delay.queue.waiting").gauge().value()).isZero();
            queues.pause("mail");
            queues.add(Task.of(new byte[0]).queue("mail"));

            assertThat(registry.get("delay.queue.waiting").gauge().value()).isZero();
            assertThat(registry.get("delay.queue.paused").gauge().value()).isEqualTo(1);
            nanos[0] = 1_000_000_000;
            assertThat(registry.get("delay.queue.waiting").gauge().value()).isEqualTo(1);
        });
    }

    @Test
    void aQueueThatComesLaterHasGaugesToo() {
        runner.run(context -> {
            context.getBean(TaskQueues.class).add(Task.of(new byte[0]).queue("later"));

            assertThat(context.getBean(MeterRegistry.class)
                            .get("delay.queue.waiting")
                            .tag("queue", "later")
                            .gauge()
                            .value())
                    .isEqualTo(1);
        });
    }

    private static double count(MeterRegistry registry, String name, String queue) {
        return registry.get(name).tag("queue", queue).counter().count();
    }

    @Test
    void queuesThatAreConfiguredHaveGaugesFromTheStart() {
        runner.withPropertyValues("kindred.delay.queues.mail.max-concurrent=1").run(context -> {
            MeterRegistry registry = context.getBean(MeterRegistry.class);

            for (String queue : new String[] {"default", "mail"}) {
                assertThat(registry.get("delay.queue.waiting")
                                .tag("queue", queue)
                                .gauge()
                                .value())
                        .isZero();
                assertThat(registry.get("delay.queue.running")
                                .tag("queue", queue)
                                .gauge()
                                .value())
                        .isZero();
                assertThat(registry.get("delay.queue.oldest")
                                .tag("queue", queue)
                                .gauge()
                                .value())
                        .isZero();
            }
        });
    }

    @Test
    void theOldestDueTaskIsTold() {
        runner.run(context -> {
            context.getBean(Worker.class).work();

            assertThat(context.getBean(MeterRegistry.class)
                            .get("delay.queue.oldest")
                            .gauge()
                            .value())
                    .isPositive();
        });
    }

    @Test
    void readingTheGaugesDoesNotOpenAClosedStore() {
        runner.run(context -> {
            StorageEngine engine = context.getBean(StorageEngine.class);
            engine.close();

            double waiting = context.getBean(MeterRegistry.class)
                    .get("delay.queue.waiting")
                    .gauge()
                    .value();

            assertThat(waiting).isNaN();
            assertThat(engine.isOpen()).isFalse();
        });
    }

    @Test
    void theApplicationStartsWithoutMicrometer() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        DatastoreAutoConfiguration.class,
                        DelayAutoConfiguration.class,
                        DelayMetricsAutoConfiguration.class))
                .withPropertyValues("kindred.datastore.engine=memory")
                .withClassLoader(new FilteredClassLoader(MeterRegistry.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("delayMeters"));
    }

    static class Worker {

        @Delayed("work")
        public void work() {}

        @Delayed("snooze")
        public void snooze() {
            throw new TaskSnoozedException(java.time.Duration.ofHours(1));
        }

        @Delayed(value = "fail.once", queue = "once")
        public void failOnce() {
            throw new IllegalStateException("on purpose");
        }

        @Delayed(value = "fail.often", queue = "often")
        public void failOften() {
            throw new IllegalStateException("on purpose");
        }
    }
}
