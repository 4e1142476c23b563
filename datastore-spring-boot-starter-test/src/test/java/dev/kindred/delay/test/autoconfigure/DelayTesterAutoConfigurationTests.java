package dev.kindred.delay.test.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.autoconfigure.DatastoreAutoConfiguration;
import dev.kindred.delay.autoconfigure.DelayAutoConfiguration;
import dev.kindred.delay.queue.TaskDispatcher;
import dev.kindred.delay.queue.TaskQueues;
import dev.kindred.delay.test.DelayTester;
import dev.kindred.delay.test.TestClock;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class DelayTesterAutoConfigurationTests {

    private final ApplicationContextRunner without = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(DatastoreAutoConfiguration.class, DelayAutoConfiguration.class))
            .withPropertyValues("kindred.datastore.engine=memory");
    private final ApplicationContextRunner runner =
            without.withConfiguration(AutoConfigurations.of(DelayTesterAutoConfiguration.class));

    @Test
    void r71_theDispatcherIsLeftAloneAndTheClockIsTheTests() {
        runner.run(context -> {
            TestClock clock = context.getBean(DelayTester.class).clock();
            assertThat(context.getBean(TaskDispatcher.class).isRunning()).isFalse();
            assertThat(context.getBean(TaskQueues.class).clock()).isSameAs(clock);
            assertThat(context.getBean("kindredClock")).isSameAs(clock);
        });
    }

    @Test
    void withoutTheTesterNothingIsChanged() {
        without.run(context -> {
            assertThat(context).doesNotHaveBean(DelayTester.class).doesNotHaveBean("kindredClock");
            assertThat(context.getBean(TaskDispatcher.class).isRunning()).isTrue();
        });
    }

    @Test
    void withoutQueuesThereIsNoTester() {
        runner.withPropertyValues("kindred.delay.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(DelayTester.class));
    }

    @Test
    void aClockOfTheApplicationIsNotDisturbed() {
        Clock own = Clock.system(ZoneId.of("Asia/Tokyo"));
        runner.withBean("clock", Clock.class, () -> own)
                .run(context -> assertThat(context.getBeanProvider(Clock.class).getIfUnique())
                        .isSameAs(own));
    }

    @Test
    void theDispatcherCanBeStartedByHand() {
        runner.run(context -> {
            TaskDispatcher dispatcher = context.getBean(TaskDispatcher.class);

            dispatcher.start();

            assertThat(dispatcher.isRunning()).isTrue();
            dispatcher.stop(Duration.ZERO);
        });
    }
}
