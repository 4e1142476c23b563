package dev.kindred.delay.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.autoconfigure.DatastoreAutoConfiguration;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.delay.Delayed;
import dev.kindred.delay.queue.TaskDispatcher;
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
            assertThat(registry.get("delay.execute")
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

            assertThat(registry.get("delay.execute").tag("outcome", "error").timers())
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
