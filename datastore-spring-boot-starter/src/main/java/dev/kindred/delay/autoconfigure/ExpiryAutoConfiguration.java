package dev.kindred.delay.autoconfigure;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.Expiry;
import dev.kindred.datastore.ExpiryPolicy;
import dev.kindred.datastore.autoconfigure.DatastoreDataAutoConfiguration;
import dev.kindred.datastore.autoconfigure.DatastoreProperties;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.delay.DelayConfiguration;
import dev.kindred.delay.DelayOperations;
import dev.kindred.delay.queue.QueueSettings;
import dev.kindred.delay.queue.TaskQueues;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/**
 * Auto-configuration of the deletion of expired entities, by a task that plans itself. The policies are those of {@code kindred.datastore.expiry}, beans of type {@link ExpiryPolicy}, the
 * {@code @ExpireAt} of the mapped types, and those of what tasks leave; without any nothing is planned.
 */
@AutoConfiguration(after = {DelayAutoConfiguration.class, DatastoreDataAutoConfiguration.class})
@ConditionalOnClass({DelayOperations.class, Datastore.class})
@ConditionalOnBean({DelayOperations.class, DatastoreProperties.class})
public final class ExpiryAutoConfiguration {

    ExpiryAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    Expiry datastoreExpiry(Datastore datastore, @Qualifier(DelayConfiguration.CLOCK) ObjectProvider<Clock> clock) {
        return Expiry.of(datastore, clock.getIfAvailable(Clock::systemUTC));
    }

    @Bean
    ExpirySchedule datastoreExpirySchedule(
            ObjectProvider<ExpiryPolicy> policies,
            ObjectProvider<MappedExpiry> mapped,
            ObjectProvider<TaskQueues> queues,
            DatastoreProperties properties,
            DelayOperations delay,
            @Qualifier(DelayConfiguration.CLOCK) ObjectProvider<Clock> clock) {
        Set<ExpiryPolicy> all = new LinkedHashSet<>(policies.orderedStream().toList());
        mapped.forEach(annotated -> all.addAll(annotated.policies()));
        queues.forEach(keeping -> all.addAll(keeping.expiryPolicies()));
        properties.expiry().forEach((kind, property) -> all.add(new ExpiryPolicy(kind, property)));
        return new ExpirySchedule(
                List.copyOf(all), properties.expiryInterval(), delay, clock.getIfAvailable(Clock::systemUTC));
    }

    // Lazy, and known to the registry nevertheless: a run that an earlier version of the application has planned must
    // find it, and an application without policies need not make it.
    @Bean
    @Lazy
    ExpiryTask datastoreExpiryTask(Expiry expiry, ExpirySchedule schedule) {
        return new ExpiryTask(expiry, schedule);
    }

    @Bean
    QueueSettings datastoreExpiryQueue() {
        return QueueSettings.of(ExpiryTask.QUEUE);
    }

    @Bean
    ExpiryLifecycle datastoreExpiryLifecycle(ExpirySchedule schedule) {
        return new ExpiryLifecycle(schedule);
    }

    /** What the mapping declares. */
    record MappedExpiry(List<ExpiryPolicy> policies) {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(DatastoreMappingContext.class)
    static class MappedExpiryConfiguration {

        @Bean
        MappedExpiry datastoreMappedExpiry(ObjectProvider<DatastoreMappingContext> contexts) {
            return new MappedExpiry(contexts.orderedStream()
                    .flatMap(context -> context.expiryPolicies().stream())
                    .toList());
        }
    }
}
