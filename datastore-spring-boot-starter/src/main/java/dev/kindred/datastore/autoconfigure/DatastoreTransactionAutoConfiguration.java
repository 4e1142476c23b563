package dev.kindred.datastore.autoconfigure;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.TransactionOptions;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactionManager;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
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
import org.springframework.context.annotation.Role;
import org.springframework.core.Ordered;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.transaction.TransactionManager;
import org.springframework.util.ClassUtils;

/**
 * Auto-configuration of the {@link DatastoreTransactionManager}. Alone in the application it is what {@code @Transactional} uses; beside another transaction
 * manager, such as that of JPA or JDBC, it is used by those who say {@code @DatastoreTransactional}, and by the repositories. If the store is in the {@code DataSource} of the other manager, both are
 * ways to begin one and the same transaction.
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

    private static final String ENTITY_MANAGER_FACTORY = "jakarta.persistence.EntityManagerFactory";

    DatastoreTransactionAutoConfiguration() {}

    private static DatastoreTransactionManager transactionManager(
            Datastore datastore,
            DatastoreProperties properties,
            ListableBeanFactory beans,
            ObjectProvider<TransactionManagerCustomizers> customizers) {
        DatastoreTransactionManager manager = new DatastoreTransactionManager(
                datastore,
                TransactionOptions.DEFAULT
                        .withTimeout(properties.transaction().timeout())
                        .withIdleTimeout(properties.transaction().idleTimeout()));
        if (usesJpa(beans)) {
            manager.keepConnections();
        }
        customizers.ifAvailable(all -> all.customize(manager));
        return manager;
    }

    /** Its transaction manager cannot begin a transaction where our connection is bound. */
    private static boolean usesJpa(ListableBeanFactory beans) {
        ClassLoader loader = DatastoreTransactionAutoConfiguration.class.getClassLoader();
        return ClassUtils.isPresent(ENTITY_MANAGER_FACTORY, loader)
                && beans.getBeanNamesForType(ClassUtils.resolveClassName(ENTITY_MANAGER_FACTORY, loader), true, false)
                                .length
                        > 0;
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(ConnectionHolder.class)
    static class JoiningConfiguration {

        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        static TransactionJoining datastoreTransactionJoining(ObjectProvider<Datastore> datastore) {
            return new TransactionJoining(datastore);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(TransactionManager.class)
    static class AloneConfiguration {

        @Bean
        DatastoreTransactionManager datastoreTransactionManager(
                Datastore datastore,
                DatastoreProperties properties,
                ListableBeanFactory beans,
                ObjectProvider<TransactionManagerCustomizers> customizers) {
            return transactionManager(datastore, properties, beans, customizers);
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
                ListableBeanFactory beans,
                ObjectProvider<TransactionManagerCustomizers> customizers) {
            return transactionManager(datastore, properties, beans, customizers);
        }
    }
}
