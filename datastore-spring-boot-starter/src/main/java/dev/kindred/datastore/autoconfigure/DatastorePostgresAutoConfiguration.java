package dev.kindred.datastore.autoconfigure;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.store.StorageEngine;
import io.micrometer.core.instrument.MeterRegistry;
import javax.sql.DataSource;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the connections of the engine {@code postgres}. What they are is found out when that engine is made, and by then Flyway, Liquibase or the scripts of Spring Boot have
 * run, if the application has them.
 */
@AutoConfiguration(before = DatastoreAutoConfiguration.class)
@ConditionalOnClass(Datastore.class)
@ConditionalOnBooleanProperty(name = "kindred.datastore.enabled", matchIfMissing = true)
@EnableConfigurationProperties(DatastorePostgresProperties.class)
public final class DatastorePostgresAutoConfiguration {

    DatastorePostgresAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean({StorageEngine.class, Datastore.class})
    @DependsOnDatabaseInitialization
    PostgresConnections datastorePostgresConnections(
            DatastorePostgresProperties properties,
            ListableBeanFactory beans,
            @DatastoreDataSource ObjectProvider<DataSource> marked,
            Environment environment) {
        return new PostgresConnections(
                properties, beans, marked, environment.getProperty("spring.application.name", OwnPool.NAME));
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({MeterRegistry.class, HikariDataSource.class})
    static class PoolMetersConfiguration {

        // Once all beans are made: whoever uses the datastore before that needs no registry.
        @Bean
        SmartInitializingSingleton datastorePoolMeters(
                ObjectProvider<PostgresConnections> connections, ObjectProvider<MeterRegistry> registry) {
            return () -> connections.ifAvailable(made -> {
                OwnPool pool = made.ownPool();
                if (pool != null) {
                    registry.ifUnique(found -> pool.metrics(new MicrometerMetricsTrackerFactory(found)));
                }
            });
        }
    }
}
