package dev.kindred.datastore.autoconfigure;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.TransactionOptions;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactionManager;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionManagerCustomizationAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionManagerCustomizers;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.transaction.TransactionManager;

/**
 * Auto-configuration of the {@link DatastoreTransactionManager}. Alone in the application it is what {@code @Transactional} uses; beside another transaction
 * manager, such as that of JPA or JDBC, it is used by those who say {@code @DatastoreTransactional}, and by the repositories.
 */
@AutoConfiguration(
        after = {DatastoreAutoConfiguration.class, TransactionManagerCustomizationAutoConfiguration.class},
        before = TransactionAutoConfiguration.class,
        // Whoever may bring a transaction manager decides first; otherwise they would back off because of ours.
        afterName = {
            "org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration",
            "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
            "org.springframework.boot.transaction.jta.autoconfigure.JtaAutoConfiguration",
            "org.springframework.boot.data.neo4j.autoconfigure.DataNeo4jAutoConfiguration",
            "org.springframework.boot.r2dbc.autoconfigure.R2dbcTransactionManagerAutoConfiguration"
        })
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnClass({DatastoreTransactionManager.class, TransactionManager.class})
@ConditionalOnBean(Datastore.class)
public final class DatastoreTransactionAutoConfiguration {

    DatastoreTransactionAutoConfiguration() {}

    private static DatastoreTransactionManager transactionManager(
            Datastore datastore,
            DatastoreProperties properties,
            ObjectProvider<TransactionManagerCustomizers> customizers) {
        DatastoreTransactionManager manager = new DatastoreTransactionManager(
                datastore,
                TransactionOptions.DEFAULT
                        .withTimeout(properties.transaction().timeout())
                        .withIdleTimeout(properties.transaction().idleTimeout()));
        customizers.ifAvailable(all -> all.customize(manager));
        return manager;
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(TransactionManager.class)
    static class AloneConfiguration {

        @Bean
        DatastoreTransactionManager datastoreTransactionManager(
                Datastore datastore,
                DatastoreProperties properties,
                ObjectProvider<TransactionManagerCustomizers> customizers) {
            return transactionManager(datastore, properties, customizers);
        }
    }

    // Both conditions: nothing says which of the two classes is looked at first.
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean(TransactionManager.class)
    @ConditionalOnMissingBean(DatastoreTransactionManager.class)
    static class BesideOthersConfiguration {

        @Bean(defaultCandidate = false)
        DatastoreTransactionManager datastoreTransactionManager(
                Datastore datastore,
                DatastoreProperties properties,
                ObjectProvider<TransactionManagerCustomizers> customizers) {
            return transactionManager(datastore, properties, customizers);
        }
    }
}
