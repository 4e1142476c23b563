package dev.kindred.datastore.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariDataSource;
import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.engine.postgres.PostgresEngine;
import dev.kindred.datastore.engine.postgres.StatementTimeoutException;
import dev.kindred.datastore.engine.postgres.TestServer;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.store.StorageEngine;
import jakarta.annotation.PostConstruct;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceInitializationAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class DatastorePostgresAutoConfigurationTests {

    private static final String URL = TestServer.url();

    private final String schema = TestServer.newSchema();

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(DatastoreAutoConfiguration.class, DatastorePostgresAutoConfiguration.class))
            .withPropertyValues(
                    "kindred.datastore.postgres.schema-name=" + schema, "spring.application.name=" + schema);

    private final ApplicationContextRunner own = runner.withPropertyValues("kindred.datastore.postgres.url=" + URL);

    private final ApplicationContextRunner chosen = runner.withPropertyValues("kindred.datastore.engine=postgres");

    private final ApplicationContextRunner beside = chosen.withConfiguration(
                    AutoConfigurations.of(DataSourceAutoConfiguration.class))
            .withPropertyValues("spring.datasource.url=" + URL);

    @Test
    void aUrlChoosesTheEngineAndProcessesShareWhatIsStored() {
        own.run(one -> own.run(other -> {
            assertThat(one.getBean(StorageEngine.class)).isInstanceOf(PostgresEngine.class);
            assertThat(one.getBean(StorageEngine.class).status().details())
                    .containsEntry("schema", schema)
                    .isNotEqualTo(other.getBean(StorageEngine.class).status().details());

            one.getBean(Datastore.class).put(Entity.builder(key("Rome")).build());

            assertThat(other.getBean(Datastore.class).find(key("Rome"))).isNotNull();
        }));
    }

    @Test
    void theEngineThatIsNamedIsTakenWhateverIsSetBeside() {
        own.withPropertyValues("kindred.datastore.engine=memory").run(context -> assertThat(
                        context.getBean(StorageEngine.class).status().engine())
                .isEqualTo("memory"));
    }

    @Test
    void aDataSourceAndItsConnectionDetailsMoveNothing(@TempDir Path directory) {
        runner.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class))
                .withPropertyValues("spring.datasource.url=" + URL, "kindred.datastore.embedded.path=" + directory)
                .withBean(DatastoreConnectionDetails.class, () -> details(URL, null))
                .run(context -> assertThat(
                                context.getBean(StorageEngine.class).status().engine())
                        .isEqualTo("rocksdb"));
    }

    @Test
    void theApplicationsDataSourceIsUsed() {
        beside.run(context -> {
            assertThat(used(context)).isSameAs(context.getBean(DataSource.class));
            assertThat(context.getBean(StorageEngine.class).isOpen()).isTrue();
        });
    }

    @Test
    void aUrlOfItsOwnIsUsedBesideTheApplicationsDataSource() {
        beside.withPropertyValues("kindred.datastore.postgres.url=" + URL).run(context -> {
            assertThat(used(context)).isInstanceOf(OwnPool.class);
            assertThat(context).hasSingleBean(DataSource.class);
        });
    }

    @Test
    void ofSeveralDataSourcesOneIsNamedMarkedOrPrimary() {
        ApplicationContextRunner two = chosen.withUserConfiguration(TwoDataSources.class);

        two.run(context -> {
            assertThat(context).hasFailed();
            assertThat(context.getStartupFailure())
                    .rootCause()
                    .isInstanceOfSatisfying(FailureAnalyzedException.class, failure -> {
                        assertThat(failure.analysis().getDescription()).contains("one, two");
                        assertThat(failure.analysis().getAction())
                                .contains("\"kindred.datastore.postgres.data-source\"", "@DatastoreDataSource");
                    });
        });
        two.withPropertyValues("kindred.datastore.postgres.data-source=two")
                .run(context -> assertThat(used(context)).isSameAs(context.getBean("two")));
        two.withPropertyValues("kindred.datastore.postgres.data-source=three")
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .isInstanceOf(InvalidSettingException.class)
                        .hasMessageContaining("\"three\"")
                        .hasMessageContaining("[one, two]"));
        two.withUserConfiguration(MarkedDataSource.class)
                .run(context -> assertThat(used(context)).isSameAs(context.getBean("marked")));
        two.withBean(
                        "primary",
                        DataSource.class,
                        () -> new DriverManagerDataSource(URL),
                        definition -> definition.setPrimary(true))
                .run(context -> assertThat(used(context)).isSameAs(context.getBean("primary")));
    }

    @Test
    void connectionDetailsGoBeforeTheSettings() {
        chosen.withPropertyValues("kindred.datastore.postgres.url=jdbc:postgresql://nowhere.invalid/x")
                .withBean(DatastoreConnectionDetails.class, () -> details(URL, null))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(((OwnPool) used(context)).config().getJdbcUrl()).isEqualTo(URL);
                });
    }

    @Test
    void connectionDetailsOfTheDatabaseOfTheDataSourceMeanTheDataSource() {
        beside.withBean(DatastoreConnectionDetails.class, () -> details(URL, null))
                .run(context -> assertThat(used(context)).isSameAs(context.getBean(DataSource.class)));
        beside.withBean(DatastoreConnectionDetails.class, () -> details(URL, "postgres"))
                .run(context -> assertThat(used(context)).isInstanceOf(OwnPool.class));
    }

    @Test
    void theConnectionDetailsOfSpringBootServeWhereThereIsNoDataSource() {
        chosen.withBean(JdbcConnectionDetails.class, () -> new JdbcConnectionDetails() {
                    @Override
                    public @Nullable String getUsername() {
                        return null;
                    }

                    @Override
                    public @Nullable String getPassword() {
                        return null;
                    }

                    @Override
                    public String getJdbcUrl() {
                        return URL;
                    }
                })
                .run(context -> assertThat(((OwnPool) used(context)).config().getJdbcUrl())
                        .isEqualTo(URL));
    }

    @Test
    void withoutAnythingThatSaysWhereTheStartFailsWithWhatToSet() {
        chosen.run(context -> assertThat(context.getStartupFailure())
                .rootCause()
                .isInstanceOfSatisfying(FailureAnalyzedException.class, failure -> assertThat(
                                failure.analysis().getAction())
                        .contains("\"kindred.datastore.postgres.url\"", "\"spring.datasource.url\"")));
    }

    @Test
    void whatIsMissingOnTheClassPathIsNamed() {
        own.withClassLoader(new FilteredClassLoader(org.postgresql.Driver.class))
                .run(context -> assertThat(action(context)).contains("\"org.postgresql:postgresql\""));
        own.withClassLoader(new FilteredClassLoader(HikariDataSource.class))
                .run(context -> assertThat(action(context)).contains("\"com.zaxxer:HikariCP\""));
        own.withClassLoader(new FilteredClassLoader(JdbcConnectionDetails.class))
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void aContextThatIsPausedHoldsNoConnectionAndGoesOnAfterwards() {
        own.run(context -> {
            Datastore datastore = context.getBean(Datastore.class);
            datastore.put(Entity.builder(key("Rome")).build());
            assertThat(connections()).isPositive();

            context.getSourceApplicationContext().stop();

            org.awaitility.Awaitility.await().until(() -> connections() == 0);

            context.getSourceApplicationContext().start();

            assertThat(datastore.find(key("Rome"))).isNotNull();
        });
        org.awaitility.Awaitility.await().until(() -> connections() == 0);
    }

    @Test
    void nothingIsConnectedBeforeTheContextStarts() {
        own.withBean("look", org.springframework.beans.factory.SmartInitializingSingleton.class, () -> () -> {
                    // All beans are made by now, and none has been started.
                    assertThat(connections()).isZero();
                })
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(connections()).isPositive();
                });
    }

    @Test
    void tablesThatAScriptOfTheApplicationMakesAreThereAtTheFirstUse(@TempDir Path directory) throws Exception {
        Path script = Files.writeString(
                directory.resolve("tables.sql"), "create schema " + schema + "; " + PostgresEngine.ddl(schema));

        beside.withConfiguration(AutoConfigurations.of(DataSourceInitializationAutoConfiguration.class))
                .withPropertyValues(
                        "kindred.datastore.postgres.schema=validate",
                        "spring.sql.init.mode=always",
                        "spring.sql.init.schema-locations=file:" + script)
                .withUserConfiguration(EarlyUser.class)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(Datastore.class).find(key("early")))
                            .isNotNull();
                });
    }

    @Test
    void theSettingsReachThePool() {
        own.withPropertyValues(
                        "kindred.datastore.postgres.pool.max-size=7",
                        "kindred.datastore.postgres.pool.min-idle=1",
                        "kindred.datastore.postgres.pool.connection-timeout=3s",
                        "kindred.datastore.postgres.pool.max-lifetime=5m",
                        "kindred.datastore.postgres.properties.socketTimeout=77")
                .run(context -> {
                    var config = ((OwnPool) used(context)).config();

                    assertThat(config.getMaximumPoolSize()).isEqualTo(7);
                    assertThat(config.getMinimumIdle()).isEqualTo(1);
                    assertThat(config.getConnectionTimeout()).isEqualTo(3_000);
                    assertThat(config.getMaxLifetime()).isEqualTo(300_000);
                    assertThat(config.getDataSourceProperties())
                            .containsEntry("socketTimeout", "77")
                            .containsEntry("ApplicationName", schema);
                });
    }

    @Test
    void aStatementThatWaitsForTooLongIsEndedByTheServer() {
        own.withPropertyValues(
                        "kindred.datastore.postgres.statement-timeout=200ms",
                        "kindred.datastore.postgres.prepared-statements=none",
                        "kindred.datastore.postgres.dialect=postgresql")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    Datastore datastore = context.getBean(Datastore.class);
                    datastore.put(Entity.builder(key("Rome")).build());

                    try (Connection locking = TestServer.dataSource().getConnection();
                            Statement lock = locking.createStatement()) {
                        locking.setAutoCommit(false);
                        lock.execute("lock table " + schema + ".entity in access exclusive mode");

                        assertThatExceptionOfType(StatementTimeoutException.class)
                                .isThrownBy(() -> datastore.find(key("Rome")))
                                .withMessageContaining("200 ms");
                        locking.rollback();
                        locking.setAutoCommit(true);
                    }
                    assertThat(datastore.find(key("Rome"))).isNotNull();
                });
    }

    @Test
    void settingsThatCannotBeUsedAreRefused() {
        assertRefused("statement-timeout", "-1s", "0 to leave it to the server");
        assertRefused("url", "postgresql://db/x", "jdbc:postgresql://");
        assertRefused("schema-name", "My Schema", "lower case letters");
        assertRefused("lease", "2s", "3 seconds to 10 minutes");
        assertRefused("lease", "11m", "3 seconds to 10 minutes");
        assertRefused("pool.max-size", "3", "at least 4");
        assertRefused("pool.min-idle", "21", "0 to 20");
        assertRefused("pool.connection-timeout", "1ms", "250ms");
        assertRefused("pool.max-lifetime", "1s", "30s");
    }

    private static void assertRefused(String name, String value, String... words) {
        Binder binder = new Binder(
                new MapConfigurationPropertySource(java.util.Map.of("kindred.datastore.postgres." + name, value)));
        assertThatExceptionOfType(org.springframework.boot.context.properties.bind.BindException.class)
                .isThrownBy(() -> binder.bindOrCreate("kindred.datastore.postgres", DatastorePostgresProperties.class))
                .havingRootCause()
                .isInstanceOf(InvalidSettingException.class)
                .withMessageContaining("\"kindred.datastore.postgres." + name + "\"")
                .satisfies(failure -> assertThat(failure.getMessage()).contains(words));
    }

    private static DataSource used(AssertableApplicationContext context) {
        assertThat(context).hasNotFailed();
        return context.getBean(PostgresConnections.class).dataSource();
    }

    private static String action(AssertableApplicationContext context) {
        assertThat(context).hasFailed();
        Throwable cause = context.getStartupFailure();
        while (!(cause instanceof FailureAnalyzedException)) {
            cause = cause.getCause();
        }
        return ((FailureAnalyzedException) cause).analysis().getAction();
    }

    private long connections() {
        try (Connection connection = TestServer.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select count(*) from pg_stat_activity where application_name = '" + schema + "'")) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static DatastoreConnectionDetails details(String url, @Nullable String username) {
        return new GivenDetails(url, username, null);
    }

    private static Key key(String name) {
        return dev.kindred.datastore.model.Partition.DEFAULT.key("City", name);
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoDataSources {

        @Bean
        DataSource one() {
            return new DriverManagerDataSource(URL);
        }

        @Bean
        DataSource two() {
            return new DriverManagerDataSource(URL);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class MarkedDataSource {

        @Bean
        @DatastoreDataSource
        DataSource marked() {
            return new DriverManagerDataSource(URL);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class EarlyUser {

        private final Datastore datastore;

        EarlyUser(Datastore datastore) {
            this.datastore = datastore;
        }

        @PostConstruct
        void use() {
            datastore.put(Entity.builder(key("early")).build());
        }
    }
}
