package dev.kindred.datastore.autoconfigure.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.ConcurrentTransactionException;
import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.Transaction;
import dev.kindred.datastore.TransactionOptions;
import dev.kindred.datastore.autoconfigure.DatastoreAutoConfiguration;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.store.StorageEngine;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class DatastoreMetricsAutoConfigurationTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DatastoreAutoConfiguration.class,
                    DatastoreMetricsAutoConfiguration.class,
                    MetricsAutoConfiguration.class,
                    CompositeMeterRegistryAutoConfiguration.class))
            .withPropertyValues("kindred.datastore.engine=memory");

    private final ApplicationContextRunner withRegistry =
            runner.withBean(SimpleMeterRegistry.class, SimpleMeterRegistry::new);

    @Test
    void callsAreTimed() {
        withRegistry.run(context -> {
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            Datastore datastore = context.getBean(Datastore.class);
            Key key = datastore.partition().key("City", "Rome");

            datastore.put(Entity.builder(key).build());
            datastore.get(key);
            datastore.get(key);

            assertThat(count(registry, "put", "success")).isEqualTo(1);
            assertThat(count(registry, "get", "success")).isEqualTo(2);
            assertThat(count(registry, "delete", "success")).isZero();
        });
    }

    @Test
    void commitsAndConflictsAreCounted() {
        withRegistry.run(context -> {
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            Datastore datastore = context.getBean(Datastore.class);
            Key key = datastore.partition().key("City", "Rome");
            try (Transaction first = datastore.begin(TransactionOptions.DEFAULT);
                    Transaction second = datastore.begin(TransactionOptions.DEFAULT)) {
                first.find(key);
                second.find(key);
                first.put(Entity.builder(key).build());
                second.put(Entity.builder(key).build());
                first.commit();
                assertThatExceptionOfType(ConcurrentTransactionException.class).isThrownBy(second::commit);
            }

            assertThat(registry.get("datastore.commit")
                            .tag("outcome", "success")
                            .timer()
                            .count())
                    .isEqualTo(1);
            assertThat(registry.get("datastore.commit")
                            .tag("outcome", "conflict")
                            .timer()
                            .count())
                    .isEqualTo(1);
        });
    }

    @Test
    void askingForTheEnginesMetersDoesNotOpenIt() {
        withRegistry.run(context -> {
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            assertThat(registry.get("datastore.open").gauge().value()).isEqualTo(1);

            context.getBean(StorageEngine.class).close();

            assertThat(registry.get("datastore.open").gauge().value()).isZero();
            registry.forEachMeter(meter -> meter.measure().forEach(measurement -> measurement.getValue()));
            assertThat(context.getBean(StorageEngine.class).isOpen()).isFalse();
        });
    }

    @Test
    void theCacheAndTheFilesAreMeasured(@TempDir Path directory) {
        withRegistry
                .withPropertyValues("kindred.datastore.engine=rocksdb", "kindred.datastore.embedded.path=" + directory)
                .run(context -> {
                    MeterRegistry registry = context.getBean(MeterRegistry.class);
                    Datastore datastore = context.getBean(Datastore.class);
                    Key key = datastore.partition().key("City", "Rome");
                    datastore.put(Entity.builder(key).build());
                    datastore.get(key);
                    datastore.get(key);

                    assertThat(registry.get("datastore.cache.gets")
                                    .tag("result", "hit")
                                    .functionCounter()
                                    .count())
                            .isPositive();
                    assertThat(registry.get("datastore.cache.size").gauge().value())
                            .isPositive();
                    assertThat(registry.get("datastore.version").gauge().value())
                            .isPositive();
                    assertThat(registry.get("datastore.stored.size").gauge().value())
                            .isNotNaN();
                });
    }

    @Test
    void severalRegistriesAreServedOnce() {
        runner.withBean("one", SimpleMeterRegistry.class, SimpleMeterRegistry::new)
                .withBean("two", SimpleMeterRegistry.class, SimpleMeterRegistry::new)
                .run(context -> {
                    context.getBean(Datastore.class)
                            .find(context.getBean(Datastore.class).partition().key("City", "Rome"));

                    assertThat(count(context.getBean("one", MeterRegistry.class), "get", "success"))
                            .isEqualTo(1);
                    assertThat(count(context.getBean("two", MeterRegistry.class), "get", "success"))
                            .isEqualTo(1);
                });
    }

    @Test
    void noMetersAreMadeWithoutARegistry() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        DatastoreAutoConfiguration.class, DatastoreMetricsAutoConfiguration.class))
                .withPropertyValues("kindred.datastore.engine=memory")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(DatastoreMeters.class));
    }

    @Test
    void theApplicationStartsWithoutMicrometer() {
        runner.withClassLoader(new FilteredClassLoader(MeterRegistry.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("datastoreMeters"));
    }

    private static long count(MeterRegistry registry, String operation, String outcome) {
        return registry.get("datastore.operation")
                .tag("operation", operation)
                .tag("outcome", outcome)
                .timer()
                .count();
    }
}
