package dev.kindred.datastore.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactionManager;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactions;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionManagerCustomizationAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionManagerCustomizer;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionManager;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

class DatastoreTransactionAutoConfigurationTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DatastoreAutoConfiguration.class,
                    DatastoreTransactionAutoConfiguration.class,
                    TransactionAutoConfiguration.class,
                    TransactionManagerCustomizationAutoConfiguration.class))
            .withPropertyValues("kindred.datastore.engine=memory");

    private final ApplicationContextRunner besideJdbc = runner.withConfiguration(AutoConfigurations.of(
                    DataSourceAutoConfiguration.class, DataSourceTransactionManagerAutoConfiguration.class))
            .withPropertyValues("spring.datasource.url=jdbc:h2:mem:beside");

    @Test
    void aloneItIsWhatTransactionalUses() {
        runner.withBean(Service.class).run(context -> {
            assertThat(context.getBean(PlatformTransactionManager.class))
                    .isInstanceOf(DatastoreTransactionManager.class)
                    .isSameAs(context.getBean("datastoreTransactionManager"));
            assertThat(context).hasSingleBean(TransactionTemplate.class);
            assertThat(context.getBean(Service.class).inDefault()).isTrue();
        });
    }

    @Test
    void besideJdbcItNeverTakesItsPlace() {
        besideJdbc.withBean(Service.class).run(context -> {
            assertThat(context.getBean(TransactionManager.class)).isInstanceOf(JdbcTransactionManager.class);
            assertThat(context.getBean(TransactionTemplate.class).getTransactionManager())
                    .isInstanceOf(JdbcTransactionManager.class);
            assertThat(context.getBean(Service.class).inDefault()).isFalse();
        });
    }

    @Test
    void besideJdbcItIsUsedByThoseWhoNameIt() {
        besideJdbc.withBean(Service.class).run(context -> {
            assertThat(context).hasSingleBean(DatastoreTransactionManager.class);
            assertThat(context.getBean(Service.class).inNamed()).isTrue();
        });
    }

    @Test
    void theApplicationsOwnIsUsed() {
        runner.withBean(
                        "mine",
                        DatastoreTransactionManager.class,
                        () -> new DatastoreTransactionManager(dev.kindred.datastore.LocalDatastore.on(
                                        new dev.kindred.datastore.engine.memory.MemoryEngine())
                                .build()))
                .run(context -> assertThat(context)
                        .hasSingleBean(DatastoreTransactionManager.class)
                        .hasBean("mine"));
    }

    @Test
    void customizersAreApplied() {
        runner.withBean(
                        TransactionManagerCustomizer.class,
                        () -> (TransactionManagerCustomizer<DatastoreTransactionManager>)
                                manager -> manager.setDefaultTimeout(7))
                .run(context -> assertThat(context.getBean(DatastoreTransactionManager.class)
                                .getDefaultTimeout())
                        .isEqualTo(7));
    }

    @Test
    void theConfiguredTimeoutIsThatOfTransactions() {
        runner.withPropertyValues("kindred.datastore.transaction.timeout=5s").run(context -> {
            Datastore datastore = context.getBean(Datastore.class);
            Long seconds = context.getBean(TransactionTemplate.class)
                    .execute(status -> DatastoreTransactions.current(datastore)
                            .options()
                            .timeout()
                            .toSeconds());

            assertThat(seconds).isEqualTo(5);
        });
    }

    static class Service {

        private final Datastore datastore;

        Service(Datastore datastore) {
            this.datastore = datastore;
        }

        @Transactional
        public boolean inDefault() {
            return inDatastoreTransaction();
        }

        @Transactional("datastoreTransactionManager")
        public boolean inNamed() {
            return inDatastoreTransaction();
        }

        private boolean inDatastoreTransaction() {
            assertThat(TransactionSynchronizationManager.isActualTransactionActive())
                    .isTrue();
            return DatastoreTransactions.current(datastore) != null;
        }
    }
}
