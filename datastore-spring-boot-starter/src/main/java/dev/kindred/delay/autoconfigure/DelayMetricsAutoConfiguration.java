package dev.kindred.delay.autoconfigure;

import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.delay.queue.TaskDispatcher;
import dev.kindred.delay.queue.TaskQueues;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the meters of task queues, where there is a {@link MeterRegistry}. */
@AutoConfiguration(
        after = DelayAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration"
        })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({TaskQueues.class, TaskDispatcher.class})
@ConditionalOnSingleCandidate(MeterRegistry.class)
public final class DelayMetricsAutoConfiguration {

    DelayMetricsAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    DelayMeters delayMeters(MeterRegistry registry, ObjectProvider<QueueGauges> gauges) {
        // The queues are told to the meters when they are made, the gauges read the queues: hence the provider.
        return new DelayMeters(registry, queue -> gauges.getObject().add(queue));
    }

    @Bean
    @ConditionalOnMissingBean
    InterventionMeters delayInterventionMeters(MeterRegistry registry) {
        return new InterventionMeters(registry);
    }

    @Bean
    @ConditionalOnMissingBean
    QueueGauges delayQueueGauges(
            MeterRegistry registry,
            TaskQueues queues,
            TaskDispatcher dispatcher,
            ObjectProvider<StorageEngine> engine) {
        return new QueueGauges(registry, queues, dispatcher, engine.getIfUnique(), System::nanoTime);
    }
}
