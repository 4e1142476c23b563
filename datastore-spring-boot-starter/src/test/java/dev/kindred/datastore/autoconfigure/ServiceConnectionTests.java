package dev.kindred.datastore.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.engine.postgres.TestServer;
import dev.kindred.datastore.store.StorageEngine;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.boot.testcontainers.service.connection.ServiceConnectionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** What {@code @ServiceConnection} makes of a container. There is no Docker here: the container is a stand-in that leads to the server of these tests. */
class ServiceConnectionTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ServiceConnectionAutoConfiguration.class,
                    DatastoreAutoConfiguration.class,
                    DatastorePostgresAutoConfiguration.class))
            .withUserConfiguration(Containers.class)
            .withPropertyValues(
                    "kindred.datastore.engine=postgres",
                    "kindred.datastore.postgres.schema-name=" + TestServer.newSchema());

    @Test
    void a12_aContainerSaysWhereTheServerIs() {
        runner.run(context -> {
            assertThat(context).hasNotFailed().hasSingleBean(DatastoreConnectionDetails.class);
            assertThat(context.getBean(DatastoreConnectionDetails.class).getJdbcUrl())
                    .isEqualTo(TestServer.url());
            assertThat(context.getBean(StorageEngine.class).isOpen()).isTrue();
            assertThat(context.getBean(PostgresConnections.class).dataSource()).isInstanceOf(OwnPool.class);
        });
    }

    @Test
    void a12_aContainerThatServesTheDataSourceTooIsOnePool() {
        runner.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(PostgresConnections.class).dataSource())
                            .isSameAs(context.getBean(javax.sql.DataSource.class));
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class Containers {

        @Bean
        @ServiceConnection
        StandIn postgres() {
            return new StandIn();
        }
    }

    static final class StandIn extends PostgreSQLContainer {

        StandIn() {
            super("postgres:18");
        }

        @Override
        public void start() {}

        @Override
        public void stop() {}

        @Override
        public String getJdbcUrl() {
            return TestServer.url();
        }

        @Override
        public String getUsername() {
            return "postgres";
        }

        @Override
        public String getPassword() {
            return "postgres";
        }
    }
}
