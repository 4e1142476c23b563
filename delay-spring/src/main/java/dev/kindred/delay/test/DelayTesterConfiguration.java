package dev.kindred.delay.test;

import dev.kindred.delay.ClaimingLifecycle;
import dev.kindred.delay.DelayConfiguration;
import dev.kindred.delay.DelayInvoker;
import dev.kindred.delay.DelayedRegistry;
import dev.kindred.delay.queue.TaskDispatcher;
import dev.kindred.delay.queue.TaskQueues;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;

/**
 * The bean of type {@link DelayTester}, beside {@link DelayConfiguration} or what Spring Boot has in its place. The application's dispatcher does not start, and tasks are due by a {@link TestClock}. To have the store's
 * own times by it as well, such as when a name is free again, give the bean {@value DelayConfiguration#CLOCK} to the engine; with Spring Boot that is done.
 */
@Configuration(proxyBeanMethods = false)
public class DelayTesterConfiguration {

    /** Made by Spring. */
    public DelayTesterConfiguration() {}

    // No candidate for a clock of the application's, of which there may be one.
    @Bean(name = DelayConfiguration.CLOCK, defaultCandidate = false)
    TestClock kindredClock() {
        return TestClock.atNow();
    }

    @Bean
    TaskLog delayTaskLog() {
        return new TaskLog();
    }

    // With a dispatcher of its own: wherever the application would run its tasks, the test runs them here.
    @Bean
    DelayTester delayTester(
            DelayedRegistry registry,
            TaskQueues queues,
            DelayInvoker invoker,
            TaskLog log,
            @Qualifier(DelayConfiguration.CLOCK) TestClock clock) {
        TaskDispatcher dispatcher = TaskDispatcher.on(queues, invoker).build();
        return new DelayTester(registry, queues, dispatcher, log, clock, DelayTester.MAX_RUNS);
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static BeanPostProcessor delayDispatcherStartsByHand() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessBeforeInitialization(Object bean, String beanName) {
                if (bean instanceof ClaimingLifecycle lifecycle) {
                    lifecycle.startByHand();
                }
                return bean;
            }
        };
    }
}
