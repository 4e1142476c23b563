package dev.kindred.delay.autoconfigure.endpoint;

import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.delay.DelayedRegistry;
import dev.kindred.delay.DelayedSchedules;
import dev.kindred.delay.autoconfigure.DelayAutoConfiguration;
import dev.kindred.delay.queue.TaskDispatcher;
import dev.kindred.delay.queue.TaskQueues;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the actuator's endpoint {@code taskqueues}, where it is exposed and {@code management.endpoint.taskqueues.access} allows it. */
@AutoConfiguration(after = DelayAutoConfiguration.class)
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnAvailableEndpoint(TaskQueuesEndpoint.class)
@ConditionalOnBean({TaskQueues.class, TaskDispatcher.class, DelayedRegistry.class})
@EnableConfigurationProperties(TaskQueuesEndpointProperties.class)
public final class TaskQueuesEndpointAutoConfiguration {

    TaskQueuesEndpointAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    TaskQueuesEndpoint taskQueuesEndpoint(
            TaskQueues queues,
            TaskDispatcher dispatcher,
            DelayedRegistry registry,
            ObjectProvider<DelayedSchedules> schedules,
            ObjectProvider<StorageEngine> engine,
            TaskQueuesEndpointProperties properties) {
        return new TaskQueuesEndpoint(
                queues,
                dispatcher,
                registry::call,
                schedules.getIfAvailable(),
                engine.getIfUnique(),
                properties.showValues());
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnBean(TaskQueuesEndpoint.class)
    @ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
    TaskQueuesEndpointWebExtension taskQueuesEndpointWebExtension(
            TaskQueuesEndpoint endpoint, TaskQueuesEndpointProperties properties) {
        return new TaskQueuesEndpointWebExtension(endpoint, properties.showValues(), properties.roles());
    }
}
