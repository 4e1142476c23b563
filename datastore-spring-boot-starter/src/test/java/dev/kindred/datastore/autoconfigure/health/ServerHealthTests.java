package dev.kindred.datastore.autoconfigure.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kindred.datastore.autoconfigure.DatastoreAutoConfiguration;
import dev.kindred.datastore.autoconfigure.DatastorePostgresAutoConfiguration;
import dev.kindred.datastore.autoconfigure.Relay;
import dev.kindred.datastore.engine.postgres.TestServer;
import dev.kindred.delay.autoconfigure.DelayAutoConfiguration;
import dev.kindred.delay.autoconfigure.health.TaskQueuesHealthContributorAutoConfiguration;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/** The health of a store on a server: what it tells, and what becomes of it when the server hangs, goes and comes back. */
class ServerHealthTests {

    private final String schema = TestServer.newSchema();

    private ApplicationContextRunner runner(String url) {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        DatastoreAutoConfiguration.class,
                        DatastorePostgresAutoConfiguration.class,
                        DatastoreHealthContributorAutoConfiguration.class,
                        DelayAutoConfiguration.class,
                        TaskQueuesHealthContributorAutoConfiguration.class))
                .withPropertyValues(
                        "kindred.datastore.postgres.url=" + url,
                        "kindred.datastore.postgres.schema-name=" + schema,
                        "kindred.datastore.postgres.notify=off",
                        "kindred.datastore.postgres.pool.connection-timeout=1s");
    }

    @Test
    void a14_aServerThatAnswersIsUpAndSaysWhatItIs() {
        runner(TestServer.url()).run(context -> {
            Health health = health(context);

            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails())
                    .containsEntry("engine", "postgres")
                    .containsEntry("schema", schema)
                    .containsEntry("nodesAlive", 1L)
                    .containsEntry("node", 1)
                    .hasEntrySatisfying(
                            "server", server -> assertThat((String) server).startsWith("PostgreSQL "));
        });
    }

    @Test
    void a14_aServerThatHangsHoldsNoProbeLongerThanItsLimit() throws Exception {
        try (Relay relay = new Relay(TestServer.url())) {
            runner(relay.url(TestServer.url())).run(context -> {
                assertThat(health(context).getStatus()).isEqualTo(Status.UP);

                relay.silence();
                long before = System.nanoTime();
                Health hanging = health(context);
                Health again = health(context);

                assertThat(Duration.ofNanos(System.nanoTime() - before))
                        .isLessThan(ServerHealth.LIMIT.multipliedBy(2).plusSeconds(5));
                assertThat(hanging.getStatus()).isEqualTo(Status.DOWN);
                assertThat(again.getStatus()).isEqualTo(Status.DOWN);
                assertThat((String) hanging.getDetails().get("reason")).contains("has not answered within 2000 ms");

                relay.resume();
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> health(context).getStatus().equals(Status.UP));
            });
        }
    }

    @Test
    void theHealthOfTheQueuesWaitsNoLongerForAServerThatHangs() throws Exception {
        try (Relay relay = new Relay(TestServer.url())) {
            runner(relay.url(TestServer.url())).run(context -> {
                HealthIndicator queues = context.getBean("taskqueuesHealthContributor", HealthIndicator.class);
                Health before = Objects.requireNonNull(queues.health());
                assertThat(before.getStatus()).isEqualTo(Status.UP);

                relay.silence();
                long asked = System.nanoTime();
                Health hanging = Objects.requireNonNull(queues.health());

                assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(ServerHealth.LIMIT.plusSeconds(5));
                assertThat(hanging.getStatus()).isEqualTo(Status.DOWN);
                assertThat((String) hanging.getDetails().get("reason")).contains("has not answered within 2000 ms");
                relay.resume();
            });
        }
    }

    @Test
    void a14_aServerThatGoesIsDownAndUpAgainWhenItIsBack() throws Exception {
        try (Relay relay = new Relay(TestServer.url())) {
            runner(relay.url(TestServer.url())).run(context -> {
                assertThat(health(context).getStatus()).isEqualTo(Status.UP);

                relay.cut();
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> health(context).getStatus().equals(Status.DOWN));

                relay.mend();
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> health(context).getStatus().equals(Status.UP));
            });
        }
    }

    private static Health health(ApplicationContext context) {
        return context.getBean("datastoreHealthContributor", HealthIndicator.class)
                .health();
    }
}
