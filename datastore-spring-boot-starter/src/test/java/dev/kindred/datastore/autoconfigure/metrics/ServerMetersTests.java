package dev.kindred.datastore.autoconfigure.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.autoconfigure.DatastoreAutoConfiguration;
import dev.kindred.datastore.autoconfigure.DatastorePostgresAutoConfiguration;
import dev.kindred.datastore.engine.postgres.TestServer;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.store.StorageEngine;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What is measured of a store on a server. */
class ServerMetersTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DatastoreAutoConfiguration.class,
                    DatastorePostgresAutoConfiguration.class,
                    DatastoreMetricsAutoConfiguration.class))
            .withBean(SimpleMeterRegistry.class, SimpleMeterRegistry::new)
            .withPropertyValues(
                    "kindred.datastore.postgres.url=" + TestServer.url(),
                    "kindred.datastore.postgres.schema-name=" + TestServer.newSchema());

    @Test
    void a15_theProcessTheServerAndThePoolAreMeasured() {
        runner.run(context -> {
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            Datastore datastore = context.getBean(Datastore.class);
            double before = count(registry, "datastore.round.trips");

            datastore.put(
                    Entity.builder(datastore.partition().key("City", "Rome")).build());

            assertThat(count(registry, "datastore.round.trips")).isGreaterThan(before);
            assertThat(count(registry, "datastore.commits.repeated")).isNotNaN();
            assertThat(count(registry, "datastore.commits.resolved")).isZero();
            assertThat(registry.get("datastore.conflicts")
                            .tag("kind", "deadlock")
                            .functionCounter()
                            .count())
                    .isZero();
            assertThat(registry.get("datastore.conflicts")
                            .tag("kind", "serialization")
                            .functionCounter()
                            .count())
                    .isNotNaN();
            assertThat(gauge(registry, "datastore.heartbeat.age")).isBetween(0.0, 30.0);
            assertThat(gauge(registry, "datastore.server.nodes")).isEqualTo(1);
            assertThat(gauge(registry, "datastore.server.deadlocks")).isNotNaN();
            assertThat(gauge(registry, "datastore.server.lock.waits")).isNotNaN();
            assertThat(registry.get("hikaricp.connections.max")
                            .tag("pool", "kindred")
                            .gauge()
                            .value())
                    .isEqualTo(20);
        });
    }

    @Test
    void readingTheMetersDoesNotOpenTheEngine() {
        runner.run(context -> {
            context.getBean(StorageEngine.class).close();

            context.getBean(MeterRegistry.class)
                    .forEachMeter(meter -> meter.measure().forEach(Measurement::getValue));

            assertThat(context.getBean(StorageEngine.class).isOpen()).isFalse();
        });
    }

    private static double count(MeterRegistry registry, String name) {
        return registry.get(name).functionCounter().count();
    }

    private static double gauge(MeterRegistry registry, String name) {
        return registry.get(name).gauge().value();
    }
}
