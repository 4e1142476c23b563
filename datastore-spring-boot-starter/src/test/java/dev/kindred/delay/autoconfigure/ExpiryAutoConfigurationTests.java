package dev.kindred.delay.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.Expiry;
import dev.kindred.datastore.ExpiryPolicy;
import dev.kindred.datastore.autoconfigure.DatastoreAutoConfiguration;
import dev.kindred.datastore.autoconfigure.DatastoreDataAutoConfiguration;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.mapping.Entity;
import dev.kindred.datastore.spring.data.mapping.ExpireAt;
import dev.kindred.datastore.spring.data.mapping.Field;
import dev.kindred.datastore.spring.data.template.DatastoreTemplate;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.delay.DelayContext;
import dev.kindred.delay.DelayOperations;
import dev.kindred.delay.Delayed;
import dev.kindred.delay.TaskHandle;
import dev.kindred.delay.queue.TaskOutcome;
import dev.kindred.delay.queue.TaskQueues;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.annotation.Id;

class ExpiryAutoConfigurationTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DatastoreAutoConfiguration.class, DelayAutoConfiguration.class, ExpiryAutoConfiguration.class))
            .withPropertyValues("kindred.datastore.engine=memory", "kindred.datastore.expiry-interval=1s");

    private static Key put(Datastore datastore, String kind, long id, Instant expireAt) {
        return datastore.put(
                dev.kindred.datastore.model.Entity.builder(datastore.partition().key(kind, id))
                        .set("expireAt", expireAt)
                        .build());
    }

    private static List<TaskRow> planned(TaskQueues queues) {
        return queues.list(ExpiryTask.QUEUE, 0, 100);
    }

    @Test
    void expiredEntitiesOfConfiguredKindsAndOfPolicyBeansGoWhileTheApplicationRuns() {
        runner.withPropertyValues("kindred.datastore.expiry.Session=expireAt")
                .withBean(ExpiryPolicy.class, () -> new ExpiryPolicy("Token", "expireAt"))
                .run(context -> {
                    Datastore datastore = context.getBean(Datastore.class);
                    Instant now = Instant.now();
                    put(datastore, "Session", 1, now.minusSeconds(1));
                    put(datastore, "Session", 2, now.plusSeconds(3_600));
                    put(datastore, "Token", 1, now);
                    put(datastore, "Other", 1, now);

                    await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                        assertThat(datastore.count(Query.kind("Session"))).isEqualTo(1);
                        assertThat(datastore.count(Query.kind("Token"))).isZero();
                    });

                    // One that comes later goes as well: the task plans itself.
                    put(datastore, "Session", 3, now);
                    await().atMost(Duration.ofSeconds(30))
                            .untilAsserted(() -> assertThat(datastore.count(Query.kind("Session")))
                                    .isEqualTo(1));
                    assertThat(datastore.count(Query.kind("Other"))).isEqualTo(1);
                    assertThat(context.getBean(TaskQueues.class).dead(ExpiryTask.QUEUE, 0, 1))
                            .isEmpty();
                });
    }

    @Test
    void resultsOfTasksExpireIfTheyAreKept() {
        runner.withBean(Totals.class)
                .run(context -> assertThat(context.getBean(ExpirySchedule.class).policies())
                        .isEmpty());
        runner.withBean(Totals.class)
                .withPropertyValues("kindred.delay.results.keep=1s")
                .run(context -> {
                    Datastore datastore = context.getBean(Datastore.class);
                    DelayOperations delay = context.getBean(DelayOperations.class);
                    TaskHandle task = delay.call("total", 19);

                    await().atMost(Duration.ofSeconds(30))
                            .until(() -> delay.result(task).state() == TaskOutcome.State.UNKNOWN);
                    await().atMost(Duration.ofSeconds(30))
                            .until(() -> datastore.count(Query.kind("KindredTaskResult")) == 0);
                    assertThat(context.getBean(TaskQueues.class).dead("default", 0, 1))
                            .isEmpty();
                });
    }

    static class Totals {

        @Delayed("total")
        public void total(int cents, DelayContext task) {
            task.result(cents);
        }
    }

    @Entity("sessions")
    record Session(@Id Long id, @ExpireAt @Field("until") Instant expires) {}

    @Test
    void a22_entitiesOfAnnotatedTypesGoWithoutConfiguration() {
        runner.withConfiguration(AutoConfigurations.of(DatastoreDataAutoConfiguration.class))
                .withBean(DatastoreMappingContext.class, () -> {
                    DatastoreMappingContext mapping = new DatastoreMappingContext();
                    mapping.setInitialEntitySet(Set.of(Session.class));
                    return mapping;
                })
                .run(context -> {
                    DatastoreTemplate template = context.getBean(DatastoreTemplate.class);
                    template.save(new Session(1L, Instant.now()));
                    template.save(new Session(2L, Instant.now().plusSeconds(3_600)));

                    await().atMost(Duration.ofSeconds(30))
                            .untilAsserted(() -> assertThat(template.findAll(Session.class))
                                    .extracting(Session::id)
                                    .containsExactly(2L));
                });
    }

    @Test
    void severalNodesHaveOneRunInEachInterval() {
        runner.withPropertyValues("kindred.datastore.expiry.Session=expireAt", "kindred.delay.dispatcher.enabled=false")
                .run(context -> {
                    TaskQueues queues = context.getBean(TaskQueues.class);
                    Instant now = Instant.parse("2024-05-06T07:08:09.500Z");
                    int before = planned(queues).size();
                    ExpirySchedule one = schedule(context.getBean(DelayOperations.class), now);
                    ExpirySchedule other = schedule(context.getBean(DelayOperations.class), now.plusMillis(400));

                    one.planNext();
                    other.planNext();
                    new ExpiryTask(context.getBean(Expiry.class), one).run();

                    assertThat(before).isEqualTo(1);
                    assertThat(planned(queues)).hasSize(2);
                    TaskRow run = planned(queues).get(1);
                    assertThat(run.name()).isEqualTo("expiry-1000-1714979290");
                    assertThat(run.eta()).isEqualTo(1_714_979_290_000_000L);
                    schedule(context.getBean(DelayOperations.class), now.plusSeconds(1))
                            .planNext();
                    assertThat(planned(queues)).hasSize(3);
                });
    }

    private static ExpirySchedule schedule(DelayOperations delay, Instant now) {
        InstantSource clock = InstantSource.fixed(now);
        return new ExpirySchedule(
                List.of(new ExpiryPolicy("Session", "expireAt")), Duration.ofSeconds(1), delay, clock);
    }

    @Test
    void aRunThatFailsPlansTheNextOne() {
        runner.withPropertyValues("kindred.delay.dispatcher.enabled=false").run(context -> {
            // A kind that no query can ask for.
            ExpirySchedule schedule = new ExpirySchedule(
                    List.of(new ExpiryPolicy("K", "__key__")),
                    Duration.ofMinutes(1),
                    context.getBean(DelayOperations.class),
                    InstantSource.system());
            put(context.getBean(Datastore.class), "K", 1, Instant.now());

            new ExpiryTask(context.getBean(Expiry.class), schedule).run();

            assertThat(planned(context.getBean(TaskQueues.class))).hasSize(1);
        });
    }

    @Test
    void withoutPoliciesNothingIsPlannedAndThePlannedRunIsTheLast() {
        runner.run(context -> {
            TaskQueues queues = context.getBean(TaskQueues.class);
            assertThat(planned(queues)).isEmpty();

            context.getBean(DelayOperations.class).queue(ExpiryTask.QUEUE).call(ExpiryTask.FUNCTION);

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(planned(queues)).isEmpty());
            assertThat(queues.dead(ExpiryTask.QUEUE, 0, 1)).isEmpty();
        });
    }

    @Test
    void withoutQueuesThereIsNoDeletion() {
        runner.withPropertyValues("kindred.delay.enabled=false", "kindred.datastore.expiry.Session=expireAt")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(Expiry.class));
    }
}
