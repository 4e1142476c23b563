package dev.kindred.datastore.autoconfigure.metrics;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.autoconfigure.DatastoreAutoConfiguration;
import dev.kindred.datastore.store.StorageEngine;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the datastore's meters, where there is a {@link MeterRegistry}. */
@AutoConfiguration(
        after = DatastoreAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration"
        })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(Datastore.class)
@ConditionalOnSingleCandidate(MeterRegistry.class)
public final class DatastoreMetricsAutoConfiguration {

    DatastoreMetricsAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    DatastoreMeters datastoreMeters(MeterRegistry registry) {
        return new DatastoreMeters(registry);
    }

    @Bean
    @ConditionalOnMissingBean
    RetryMeters datastoreRetryMeters(MeterRegistry registry) {
        return new RetryMeters(registry);
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnBean(StorageEngine.class)
    EngineMeters datastoreEngineMeters(MeterRegistry registry, StorageEngine engine) {
        return new EngineMeters(registry, engine);
    }
}
