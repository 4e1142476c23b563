package dev.kindred.datastore.autoconfigure.endpoint;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.autoconfigure.DatastoreAutoConfiguration;
import dev.kindred.datastore.autoconfigure.slow.SlowQueries;
import dev.kindred.datastore.store.StorageEngine;
import java.time.Duration;
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

/** Auto-configuration of the actuator's endpoint {@code datastore}, where it is exposed and {@code management.endpoint.datastore.access} allows it. */
@AutoConfiguration(after = DatastoreAutoConfiguration.class)
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnAvailableEndpoint(DatastoreEndpoint.class)
@ConditionalOnBean(Datastore.class)
@EnableConfigurationProperties(DatastoreEndpointProperties.class)
public final class DatastoreEndpointAutoConfiguration {

    DatastoreEndpointAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    DatastoreEndpoint datastoreEndpoint(
            Datastore datastore,
            ObjectProvider<StorageEngine> engine,
            ObjectProvider<SlowQueries> slow,
            DatastoreEndpointProperties properties) {
        return new DatastoreEndpoint(
                datastore,
                engine.getIfUnique(),
                slow.getIfAvailable(() -> new SlowQueries(Duration.ZERO)),
                properties.showValues());
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnBean(DatastoreEndpoint.class)
    @ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
    DatastoreEndpointWebExtension datastoreEndpointWebExtension(
            DatastoreEndpoint endpoint, DatastoreEndpointProperties properties) {
        return new DatastoreEndpointWebExtension(endpoint, properties.showValues(), properties.roles());
    }
}
