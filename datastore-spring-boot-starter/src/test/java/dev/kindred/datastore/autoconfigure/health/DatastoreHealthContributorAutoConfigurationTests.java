package dev.kindred.datastore.autoconfigure.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.autoconfigure.DatastoreAutoConfiguration;
import dev.kindred.datastore.store.StorageEngine;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class DatastoreHealthContributorAutoConfigurationTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DatastoreAutoConfiguration.class, DatastoreHealthContributorAutoConfiguration.class));

    @Test
    void a14_pain21_anOpenStoreIsUpAndSaysWhereItIs(@TempDir Path directory) {
        runner.withPropertyValues("kindred.datastore.embedded.path=" + directory)
                .run(context -> {
                    Health health = context.getBean("datastoreHealthContributor", HealthIndicator.class)
                            .health();

                    assertThat(health.getStatus()).isEqualTo(Status.UP);
                    assertThat(health.getDetails())
                            .containsEntry("engine", "rocksdb")
                            .containsEntry("path", directory.toString())
                            .containsEntry("durability", "fsync")
                            .containsKey("version");
                });
    }

    @Test
    void a14_aClosedStoreIsOutOfServiceAndAskingDoesNotOpenIt() {
        runner.withPropertyValues("kindred.datastore.engine=memory").run(context -> {
            context.getBean(StorageEngine.class).close();

            Health health = context.getBean("datastoreHealthContributor", HealthIndicator.class)
                    .health();

            assertThat(health.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
            assertThat(context.getBean(StorageEngine.class).isOpen()).isFalse();
        });
    }

    @Test
    void a14_itCanBeSwitchedOff() {
        runner.withPropertyValues("kindred.datastore.engine=memory", "management.health.datastore.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean("datastoreHealthContributor"));
    }

    @Test
    void a14_theApplicationsOwnIsUsed() {
        runner.withPropertyValues("kindred.datastore.engine=memory")
                .withBean(
                        "datastoreHealthIndicator",
                        HealthIndicator.class,
                        () -> () -> Health.up().build())
                .run(context -> assertThat(context).doesNotHaveBean("datastoreHealthContributor"));
    }

    @Test
    void theApplicationStartsWithoutHealthSupport() {
        runner.withPropertyValues("kindred.datastore.engine=memory")
                .withClassLoader(new FilteredClassLoader(HealthIndicator.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("datastoreHealthContributor"));
    }
}
