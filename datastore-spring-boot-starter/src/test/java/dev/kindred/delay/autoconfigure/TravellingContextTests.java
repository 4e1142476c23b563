package dev.kindred.delay.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.autoconfigure.DatastoreAutoConfiguration;
import dev.kindred.datastore.autoconfigure.DatastoreTenancyAutoConfiguration;
import dev.kindred.datastore.spring.data.tenancy.Namespaces;
import dev.kindred.delay.DelayOperations;
import dev.kindred.delay.DelayTemplate;
import dev.kindred.delay.Delayed;
import dev.kindred.delay.TaskContext;
import dev.kindred.delay.observation.DefaultDelayEnqueueObservationConvention;
import dev.kindred.delay.observation.DefaultDelayExecuteObservationConvention;
import dev.kindred.delay.observation.DelayEnqueueObservationConvention;
import dev.kindred.delay.observation.DelayExecuteObservationContext;
import dev.kindred.delay.observation.DelayExecuteObservationConvention;
import dev.kindred.delay.queue.TaskDispatcher;
import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Rows 59 to 61: with the starter, what goes with a deferred call and what is observed of it needs no code. */
class TravellingContextTests {

    private final TestObservationRegistry registry = TestObservationRegistry.create();

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DatastoreAutoConfiguration.class,
                    DatastoreTenancyAutoConfiguration.class,
                    DelayAutoConfiguration.class,
                    DelayMetricsAutoConfiguration.class))
            .withPropertyValues("kindred.datastore.engine=memory", "kindred.delay.dispatcher.enabled=false")
            .withBean(Bell.class);

    private final ApplicationContextRunner observed = runner.withBean(ObservationRegistry.class, () -> registry);

    @AfterEach
    void clear() {
        MDC.clear();
    }

    @Test
    void r59_callsAndRunsAreObserved() {
        observed.run(context -> {
            context.getBean(DelayOperations.class).named("b-1").call(() -> context.getBean(Bell.class)
                    .ring("secret"));
            context.getBean(TaskDispatcher.class).runDue();

            TestObservationRegistryAssert.assertThat(registry)
                    .doesNotHaveAnyRemainingCurrentObservation()
                    .hasNumberOfObservationsEqualTo(2)
                    .hasObservationWithNameEqualTo("delay.enqueue")
                    .that()
                    .hasContextualNameEqualTo("delay enqueue bell.ring")
                    .hasLowCardinalityKeyValue("queue", "default")
                    .hasLowCardinalityKeyValue("function", "bell.ring")
                    .hasLowCardinalityKeyValue("outcome", "success")
                    .hasHighCardinalityKeyValue("task", "b-1")
                    .hasBeenStarted()
                    .hasBeenStopped();
            TestObservationRegistryAssert.assertThat(registry)
                    .hasObservationWithNameEqualTo("delay.execute")
                    .that()
                    .hasLowCardinalityKeyValue("outcome", "success")
                    .hasHighCardinalityKeyValue("attempt", "1")
                    .hasBeenStopped();
        });
    }

    @Test
    void conventionBeansChangeNamesAndKeys() {
        class Calls extends DefaultDelayEnqueueObservationConvention {
            @Override
            public String getName() {
                return "calls";
            }
        }
        class Runs extends DefaultDelayExecuteObservationConvention {
            @Override
            public KeyValues getLowCardinalityKeyValues(DelayExecuteObservationContext context) {
                return super.getLowCardinalityKeyValues(context).and("region", "south");
            }
        }
        observed.withBean(DelayEnqueueObservationConvention.class, Calls::new)
                .withBean(DelayExecuteObservationConvention.class, Runs::new)
                .run(context -> {
                    context.getBean(Bell.class).ring("a");
                    context.getBean(TaskDispatcher.class).runDue();

                    TestObservationRegistryAssert.assertThat(registry).hasObservationWithNameEqualTo("calls");
                    TestObservationRegistryAssert.assertThat(registry)
                            .hasObservationWithNameEqualTo("delay.execute")
                            .that()
                            .hasLowCardinalityKeyValue("region", "south");
                });
    }

    @Test
    void observationsAreTimersBesideTheMeterOfRuns() {
        runner.withConfiguration(
                        AutoConfigurations.of(ObservationAutoConfiguration.class, MetricsAutoConfiguration.class))
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .run(context -> {
                    context.getBean(Bell.class).ring("a");
                    context.getBean(TaskDispatcher.class).runDue();

                    MeterRegistry meters = context.getBean(MeterRegistry.class);
                    assertThat(meters.get("delay.run")
                                    .tag("queue", "default")
                                    .timer()
                                    .count())
                            .isEqualTo(1);
                    Timer execute = meters.get("delay.execute")
                            .tag("function", "bell.ring")
                            .tag("outcome", "success")
                            .timer();
                    assertThat(execute.count()).isEqualTo(1);
                    assertThat(execute.getId().getTag("task")).isNull();
                });
    }

    @Test
    void observationsAreSwitchedOffByTheirPrefix() {
        runner.withConfiguration(
                        AutoConfigurations.of(ObservationAutoConfiguration.class, MetricsAutoConfiguration.class))
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .withPropertyValues("management.observations.enable.delay=false")
                .run(context -> {
                    context.getBean(Bell.class).ring("a");
                    context.getBean(TaskDispatcher.class).runDue();

                    assertThat(context.getBean(MeterRegistry.class)
                                    .find("delay.execute")
                                    .timers())
                            .isEmpty();
                    assertThat(context.getBean(Bell.class).heard()).hasSize(1);
                });
    }

    @Test
    void r61_chosenKeysOfTheMdcGoWithTheCallAndTheRunTellsItsTask() {
        runner.withPropertyValues("kindred.delay.mdc=requestId,userId").run(context -> {
            MDC.put("requestId", "r-17");
            MDC.put("other", "x");
            Namespaces.run("acme", () -> context.getBean(Bell.class).ring("a"));
            MDC.clear();
            context.getBean(TaskDispatcher.class).runDue();

            assertThat(context.getBean(Bell.class).heard()).singleElement().satisfies(during -> assertThat(during)
                    .containsEntry("requestId", "r-17")
                    .containsEntry("namespace", "acme")
                    .containsEntry("delay.function", "bell.ring")
                    .containsEntry("delay.queue", "default")
                    .containsEntry("delay.attempt", "1")
                    .containsKey("delay.task")
                    .doesNotContainKeys("other", "userId"));
            assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
        });
    }

    @Test
    void byDefaultNothingOfTheMdcTravels() {
        runner.run(context -> {
            MDC.put("requestId", "r-17");
            context.getBean(Bell.class).ring("a");
            MDC.clear();
            context.getBean(TaskDispatcher.class).runDue();

            assertThat(context.getBean(Bell.class).heard().get(0)).doesNotContainKey("requestId");
        });
    }

    @Test
    void keyOfTheTaskItselfIsRefusedByItsProperty() {
        runner.withPropertyValues("kindred.delay.mdc=requestId,delay.task")
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .hasMessageContaining("kindred.delay.mdc[1]")
                        .hasMessageContaining("delay.task"));
    }

    @Test
    void withoutMicrometerCallsStillTravel() {
        runner.withClassLoader(new FilteredClassLoader("io.micrometer")).run(context -> {
            assertThat(context).hasNotFailed().hasSingleBean(DelayTemplate.class);
            assertThat(context.getBeansOfType(TaskContext.class))
                    .containsOnlyKeys("mdcTaskContext", "namespaceTaskContext");
            context.getBean(Bell.class).ring("a");

            assertThat(context.getBean(TaskDispatcher.class).runDue()).isEqualTo(1);
        });
    }

    public static class Bell {
        private final List<Map<String, String>> heard = new ArrayList<>();

        public List<Map<String, String>> heard() {
            return heard;
        }

        @Delayed("bell.ring")
        public void ring(String tone) {
            Map<String, String> mdc = new HashMap<>(MDC.getCopyOfContextMap());
            mdc.put("namespace", Namespaces.current() == null ? "none" : Namespaces.current());
            heard.add(mdc);
        }
    }
}
