package dev.kindred.datastore.test.autoconfigure;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.autoconfigure.DatastoreAutoConfiguration;
import dev.kindred.datastore.test.DatastoreCleaner;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of what tests have besides the datastore. */
@AutoConfiguration(after = DatastoreAutoConfiguration.class)
@ConditionalOnBean(Datastore.class)
public final class TestDatastoreAutoConfiguration {

    TestDatastoreAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    DatastoreCleaner datastoreCleaner(Datastore datastore) {
        return new DatastoreCleaner(datastore);
    }
}
