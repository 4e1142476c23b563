package dev.kindred.datastore.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.TransactionOptions;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactionManager;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactional;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactions;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionManagerCustomizationAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionManagerCustomizer;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionManager;
import org.springframework.transaction.annotation.Propagation;
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
    void x7_pain07_besideJdbcItNeverTakesItsPlace() {
        besideJdbc.withBean(Service.class).run(context -> {
            assertThat(context.getBean(TransactionManager.class)).isInstanceOf(JdbcTransactionManager.class);
            assertThat(context.getBean(TransactionTemplate.class).getTransactionManager())
                    .isInstanceOf(JdbcTransactionManager.class);
            assertThat(context.getBean(Service.class).inDefault()).isFalse();
        });
    }

    @Test
    void x7_pain07_besideJdbcItIsUsedByThoseWhoNameIt() {
        besideJdbc.withBean(Service.class).run(context -> {
            assertThat(context).hasSingleBean(DatastoreTransactionManager.class);
            assertThat(context.getBean(Service.class).inNamed()).isTrue();
        });
    }

    @Test
    void x7_besideJdbcTheAnnotationUsesItAndKeepsItsAttributes() {
        besideJdbc.withBean(Service.class).run(context -> {
            Service service = context.getBean(Service.class);

            assertThat(service.inOurs()).isTrue();
            assertThat(service.inOursReadingOnly()).isTrue();
        });
        runner.withBean(Service.class)
                .run(context ->
                        assertThat(context.getBean(Service.class).inOurs()).isTrue());
    }

    @Test
    void x7_besideTwoOthersPlainTransactionalIsTheirMatterAndOursStillWorks() {
        besideJdbc
                .withBean(
                        "audit",
                        DataSourceTransactionManager.class,
                        () -> new DataSourceTransactionManager(new DriverManagerDataSource("jdbc:h2:mem:audit")))
                .withBean(
                        "main",
                        DataSourceTransactionManager.class,
                        () -> new DataSourceTransactionManager(new DriverManagerDataSource("jdbc:h2:mem:main")))
                .withBean(Service.class)
                .run(context -> {
                    Service service = context.getBean(Service.class);

                    assertThat(service.inOurs()).isTrue();
                    assertThatExceptionOfType(NoUniqueBeanDefinitionException.class)
                            .isThrownBy(service::inDefault)
                            .withMessageContaining("audit")
                            .withMessageContaining("main");
                });
    }

    @Test
    void x7_transactionsOfBothStoresRunBesideEachOther() {
        besideJdbc.withBean(Service.class).run(context -> {
            TransactionTemplate jdbc = context.getBean(TransactionTemplate.class);

            Boolean ours = jdbc.execute(status -> {
                status.setRollbackOnly();
                return context.getBean(Service.class).inOurs();
            });

            assertThat(ours).isTrue();
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
    void x1_theConfiguredTimeoutIsThatOfTransactions() {
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

        @DatastoreTransactional
        public boolean inOurs() {
            return inDatastoreTransaction();
        }

        @DatastoreTransactional(readOnly = true, propagation = Propagation.REQUIRES_NEW, timeout = 9)
        public boolean inOursReadingOnly() {
            TransactionOptions options =
                    DatastoreTransactions.current(datastore).options();
            return options.access() == TransactionOptions.Access.READ_ONLY
                    && options.timeout().toSeconds() == 9;
        }

        private boolean inDatastoreTransaction() {
            assertThat(TransactionSynchronizationManager.isActualTransactionActive())
                    .isTrue();
            return DatastoreTransactions.current(datastore) != null;
        }
    }
}
