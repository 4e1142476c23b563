package dev.kindred.datastore.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.Transaction;
import dev.kindred.datastore.engine.postgres.TestServer;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactional;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactions;
import dev.kindred.datastore.store.TaskStorage;
import dev.kindred.delay.Delayed;
import dev.kindred.delay.autoconfigure.DelayAutoConfiguration;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionManagerCustomizationAutoConfiguration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/** Which transaction is whose, in each set-up of stores and data sources. */
class TransactionJoiningTests {

    private final String schema = TestServer.newSchema();

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DatastorePostgresAutoConfiguration.class,
                    DatastoreAutoConfiguration.class,
                    DatastoreTransactionAutoConfiguration.class,
                    DelayAutoConfiguration.class,
                    TransactionAutoConfiguration.class,
                    TransactionManagerCustomizationAutoConfiguration.class,
                    DataSourceTransactionManagerAutoConfiguration.class,
                    JdbcTemplateAutoConfiguration.class,
                    JdbcClientAutoConfiguration.class))
            .withBean("dataSource", DataSource.class, TestServer::dataSource, bean -> bean.setDestroyMethodName(""))
            .withBean(Mailer.class)
            .withBean(Orders.class)
            .withPropertyValues(
                    "kindred.datastore.postgres.schema-name=" + schema,
                    "kindred.delay.dispatcher.enabled=false",
                    "bill=" + schema + ".bill");

    private final ApplicationContextRunner shared = runner.withPropertyValues("kindred.datastore.engine=postgres");

    private static Orders orders(AssertableApplicationContext context) {
        context.getBean(Datastore.class).find(Key.of("Warm", "up"));
        context.getBean(JdbcClient.class)
                .sql("create table if not exists " + context.getEnvironment().getProperty("bill") + " (n int)")
                .update();
        return context.getBean(Orders.class);
    }

    @Test
    void plainTransactionalIsThatOfJdbcAndHoldsAllThree() {
        shared.run(context -> {
            assertThat(context.getBean(PlatformTransactionManager.class)).isInstanceOf(JdbcTransactionManager.class);
            Orders orders = orders(context);

            orders.plain(false);
            assertThat(orders.stored()).containsExactly(1L, 1L, 1L);
            assertThatIllegalStateException().isThrownBy(() -> orders.plain(true));

            assertThat(orders.stored()).containsExactly(1L, 1L, 1L);
        });
    }

    @Test
    void oursHoldsAllThreeToo() {
        shared.run(context -> {
            Orders orders = orders(context);

            orders.ours(false);
            assertThatIllegalStateException().isThrownBy(() -> orders.ours(true));

            assertThat(orders.stored()).containsExactly(1L, 1L, 1L);
        });
    }

    @Test
    void tasksAloneGoWithAnyIsolation() {
        shared.run(context -> {
            Orders orders = orders(context);

            orders.outbox(false);
            assertThatIllegalStateException().isThrownBy(() -> orders.outbox(true));

            assertThat(orders.stored()).containsExactly(1L, 0L, 1L);
        });
    }

    @Test
    void aPoolOfTheDatastoresOwnStaysApart() {
        runner.withPropertyValues("kindred.datastore.postgres.url=" + TestServer.url())
                .run(context -> {
                    Orders orders = orders(context);

                    assertThatIllegalStateException().isThrownBy(() -> orders.plain(true));

                    assertThat(orders.stored()).containsExactly(0L, 1L, 1L);
                });
    }

    @Test
    void anotherEngineStaysApart() {
        runner.withPropertyValues("kindred.datastore.engine=memory").run(context -> {
            context.getBean(JdbcClient.class)
                    .sql("create schema if not exists " + schema)
                    .update();
            Orders orders = orders(context);

            assertThatIllegalStateException().isThrownBy(() -> orders.plain(true));

            assertThat(orders.stored()).containsExactly(0L, 1L, 1L);
        });
    }

    @Test
    void aManagerThatTheApplicationDeclaresIsJoinedAsWell() {
        shared.withBean("mine", JdbcTransactionManager.class, () -> new JdbcTransactionManager(TestServer.dataSource()))
                .run(context -> {
                    Orders orders = orders(context);

                    assertThatIllegalStateException().isThrownBy(() -> orders.plain(true));

                    assertThat(orders.stored()).containsExactly(0L, 0L, 0L);
                });
    }

    /** With a history, the end of a task is an entity, too, and comes too late for the transaction; the task ends after it then. */
    @ParameterizedTest
    @ValueSource(strings = {"0s", "1d"})
    void aHandlerThatHasAJdbcTransactionEndsItsTask(String history) {
        shared.withBean(Shipping.class)
                .withPropertyValues("kindred.delay.dispatcher.enabled=true", "kindred.delay.history.keep=" + history)
                .run(context -> {
                    Orders orders = orders(context);

                    context.getBean(Shipping.class).ship(1);

                    await().untilAsserted(() -> assertThat(orders.stored()).containsExactly(1L, 0L, 0L));
                    TaskStorage tasks = context.getBean(Datastore.class).tasks();
                    await().untilAsserted(() ->
                            assertThat(tasks.statistics("default").running()).isZero());
                    assertThat(tasks.statistics("default").dead()).isZero();
                });
    }

    static class Shipping {

        private final JdbcClient jdbc;
        private final String bill;

        Shipping(JdbcClient jdbc, Environment properties) {
            this.jdbc = jdbc;
            this.bill = Objects.requireNonNull(properties.getProperty("bill"));
        }

        @Delayed("joining.ship")
        @Transactional
        public void ship(long order) {
            jdbc.sql("insert into " + bill + " values (?)").param(order).update();
        }
    }

    static class Mailer {

        @Delayed("joining.mail")
        public void mail(long order) {}
    }

    static class Orders {

        private final JdbcClient jdbc;
        private final Datastore datastore;
        private final Mailer mailer;
        private final String bill;

        Orders(JdbcClient jdbc, Datastore datastore, Mailer mailer, Environment properties) {
            this.jdbc = jdbc;
            this.datastore = datastore;
            this.mailer = mailer;
            this.bill = Objects.requireNonNull(properties.getProperty("bill"));
        }

        /** Rows, entities, tasks. */
        List<Long> stored() {
            return List.of(
                    jdbc.sql("select count(*) from " + bill).query(Long.class).single(),
                    datastore.find(Key.of("Order", "a")) == null ? 0L : 1L,
                    datastore.tasks().statistics("default").waiting());
        }

        @Transactional(isolation = Isolation.SERIALIZABLE)
        public void plain(boolean fail) {
            place(fail);
        }

        @DatastoreTransactional
        public void ours(boolean fail) {
            place(fail);
        }

        @Transactional
        public void outbox(boolean fail) {
            jdbc.sql("insert into " + bill + " values (1)").update();
            mailer.mail(1);
            failIf(fail);
        }

        private void place(boolean fail) {
            jdbc.sql("insert into " + bill + " values (1)").update();
            Entity order = Entity.builder(Key.of("Order", "a")).set("n", 1).build();
            Transaction transaction = DatastoreTransactions.current(datastore);
            if (transaction == null) {
                datastore.put(List.of(order));
            } else {
                transaction.put(List.of(order));
            }
            mailer.mail(1);
            failIf(fail);
        }

        private static void failIf(boolean fail) {
            if (fail) {
                throw new IllegalStateException("no");
            }
        }
    }
}
