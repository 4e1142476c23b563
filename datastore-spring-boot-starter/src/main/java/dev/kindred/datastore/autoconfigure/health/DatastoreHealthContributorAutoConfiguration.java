package dev.kindred.datastore.autoconfigure.health;

import dev.kindred.datastore.autoconfigure.DatastoreAutoConfiguration;
import dev.kindred.datastore.store.StorageEngine;
import java.util.Map;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.CompositeHealthContributorConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the datastore's part in the application's health, {@code management.health.datastore.enabled}. */
@AutoConfiguration(after = DatastoreAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(StorageEngine.class)
@ConditionalOnEnabledHealthIndicator("datastore")
public final class DatastoreHealthContributorAutoConfiguration
        extends CompositeHealthContributorConfiguration<DatastoreHealthIndicator, StorageEngine> {

    DatastoreHealthContributorAutoConfiguration() {
        super(DatastoreHealthIndicator::new);
    }

    @Bean
    @ConditionalOnMissingBean(name = {"datastoreHealthIndicator", "datastoreHealthContributor"})
    HealthContributor datastoreHealthContributor(Map<String, StorageEngine> engines) {
        return createContributor(engines);
    }
}
