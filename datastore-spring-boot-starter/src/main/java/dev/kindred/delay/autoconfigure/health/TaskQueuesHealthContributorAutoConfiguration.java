package dev.kindred.delay.autoconfigure.health;

import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.delay.ClaimingLifecycle;
import dev.kindred.delay.DelayedRegistry;
import dev.kindred.delay.autoconfigure.DelayAutoConfiguration;
import dev.kindred.delay.autoconfigure.health.TaskQueuesHealthIndicator.Dispatching;
import dev.kindred.delay.queue.TaskDispatcher;
import dev.kindred.delay.queue.TaskQueues;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the task queues' part in the application's health, {@code management.health.taskqueues.enabled}. */
@AutoConfiguration(after = DelayAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean({TaskQueues.class, TaskDispatcher.class, DelayedRegistry.class})
@ConditionalOnEnabledHealthIndicator("taskqueues")
@EnableConfigurationProperties(DelayHealthProperties.class)
public final class TaskQueuesHealthContributorAutoConfiguration {

    TaskQueuesHealthContributorAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = {"taskqueuesHealthIndicator", "taskqueuesHealthContributor"})
    HealthContributor taskqueuesHealthContributor(
            TaskQueues queues,
            TaskDispatcher dispatcher,
            DelayedRegistry registry,
            ObjectProvider<ClaimingLifecycle> claiming,
            ObjectProvider<StorageEngine> engine,
            DelayHealthProperties properties) {
        return new TaskQueuesHealthIndicator(
                queues,
                dispatcher,
                registry::call,
                claiming.getIfAvailable() == null ? Dispatching.DISABLED : Dispatching.ENABLED,
                engine.getIfUnique(),
                properties.stuckAfter());
    }
}
