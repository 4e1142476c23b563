package dev.kindred.delay.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.autoconfigure.DatastoreAutoConfiguration;
import dev.kindred.delay.ClaimingLifecycle;
import dev.kindred.delay.DelayOperations;
import dev.kindred.delay.DelayTemplate;
import dev.kindred.delay.Delayed;
import dev.kindred.delay.DelayedRegistry;
import dev.kindred.delay.WorkersLifecycle;
import dev.kindred.delay.queue.QueueMode;
import dev.kindred.delay.queue.QueueSettings;
import dev.kindred.delay.queue.Rate;
import dev.kindred.delay.queue.TaskDispatcher;
import dev.kindred.delay.queue.TaskObserver;
import dev.kindred.delay.queue.TaskQueues;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.aop.support.AopUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.SmartLifecycle;
import tools.jackson.databind.ObjectMapper;

@ExtendWith(OutputCaptureExtension.class)
class DelayAutoConfigurationTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(DatastoreAutoConfiguration.class, DelayAutoConfiguration.class))
            .withPropertyValues("kindred.datastore.engine=memory");

    @Test
    void aCallOfADelayedMethodIsStoredAndRunsWhenItIsDue() {
        runner.withPropertyValues("kindred.delay.dispatcher.enabled=false")
                .withBean(Bell.class)
                .run(context -> {
                    Bell bell = context.getBean(Bell.class);

                    bell.ring("one");
                    assertThat(bell.heard()).isEmpty();

                    assertThat(context.getBean(TaskDispatcher.class).runDue()).isEqualTo(1);
                    assertThat(bell.heard()).containsExactly("one");
                });
    }

    @Test
    void b11_b15_howLongNamesAreTakenAndHowFarAheadTasksArePlannedIsConfigured() {
        runner.withPropertyValues(
                        "kindred.delay.dispatcher.enabled=false",
                        "kindred.datastore.task-name-tombstone=0s",
                        "kindred.delay.max-delay=400d")
                .withBean(Bell.class)
                .run(context -> {
                    Bell bell = context.getBean(Bell.class);
                    DelayOperations delay = context.getBean(DelayOperations.class);
                    delay.named("n").call(() -> bell.ring("one"));
                    context.getBean(TaskDispatcher.class).runDue();

                    delay.named("n").call(() -> bell.ring("two"));
                    delay.in(Duration.ofDays(365)).call(() -> bell.ring("next year"));

                    assertThat(context.getBean(TaskDispatcher.class).runDue()).isEqualTo(1);
                    assertThat(bell.heard()).containsExactly("one", "two");
                });
    }

    @Test
    void theDispatcherRunsWhileTheContextDoes() {
        runner.run(context -> {
            TaskDispatcher dispatcher = context.getBean(TaskDispatcher.class);
            assertThat(dispatcher.isRunning()).isTrue();

            context.getSourceApplicationContext().stop();
            assertThat(dispatcher.isRunning()).isFalse();

            context.getSourceApplicationContext().start();
            assertThat(dispatcher.isRunning()).isTrue();
        });
    }

    @Test
    void nothingIsRunHereWhenTheDispatcherIsSwitchedOff() {
        runner.withPropertyValues("kindred.delay.dispatcher.enabled=false").run(context -> {
            assertThat(context).doesNotHaveBean(ClaimingLifecycle.class).doesNotHaveBean(WorkersLifecycle.class);
            assertThat(context.getBean(TaskDispatcher.class).isRunning()).isFalse();
        });
    }

    @Test
    void withoutQueuesADelayedMethodRunsAtOnce() {
        runner.withPropertyValues("kindred.delay.enabled=false")
                .withBean(Bell.class)
                .run(context -> {
                    assertThat(context).doesNotHaveBean(DelayOperations.class).doesNotHaveBean(TaskQueues.class);
                    Bell bell = context.getBean(Bell.class);
                    assertThat(AopUtils.isAopProxy(bell)).isFalse();

                    bell.ring("one");

                    assertThat(bell.heard()).containsExactly("one");
                });
    }

    @Test
    void withoutADatastoreThereAreNoQueues() {
        runner.withPropertyValues("kindred.datastore.enabled=false").run(context -> assertThat(context)
                .hasNotFailed()
                .doesNotHaveBean(Datastore.class)
                .doesNotHaveBean(TaskQueues.class));
    }

    @Test
    void theOperationsAreTheBeanDelay() {
        runner.run(context -> assertThat(context).getBean("delay").isInstanceOf(DelayOperations.class));
    }

    @Test
    void theApplicationsBeansAreUsed() {
        runner.withBean(
                        "mine",
                        DelayedRegistry.class,
                        () -> new DelayedRegistry(
                                dev.kindred.delay.DelayJson.builder().build()))
                .withBean("mineToo", DelayOperations.class, DelayAutoConfigurationTests::someOperations)
                .run(context -> assertThat(context)
                        .hasSingleBean(DelayedRegistry.class)
                        .hasSingleBean(DelayOperations.class)
                        .doesNotHaveBean(DelayTemplate.class));
    }

    @Test
    void queuesAreConfigured() {
        runner.withPropertyValues(
                        "kindred.delay.queues.mail.max-concurrent=4",
                        "kindred.delay.queues.mail.retry.limit=7",
                        "kindred.delay.queues.mail.retry.age-limit=2d",
                        "kindred.delay.queues.mail.retry.min-backoff=10s",
                        "kindred.delay.queues.mail.retry.max-backoff=60s",
                        "kindred.delay.queues.mail.retry.max-doublings=1")
                .run(context -> {
                    QueueSettings mail = context.getBean(TaskDispatcher.class).settings("mail");

                    assertThat(mail.maxConcurrent()).isEqualTo(4);
                    assertThat(mail.retry().retryLimit()).isEqualTo(7);
                    assertThat(mail.retry().ageLimit()).isEqualTo(Duration.ofDays(2));
                    assertThat(List.of(
                                    mail.retry().backoff(1),
                                    mail.retry().backoff(2),
                                    mail.retry().backoff(3),
                                    mail.retry().backoff(9)))
                            .containsExactly(
                                    Duration.ofSeconds(10),
                                    Duration.ofSeconds(20),
                                    Duration.ofSeconds(40),
                                    Duration.ofSeconds(60));
                });
    }

    @Test
    void t27_ratesBucketsModesAndPrioritiesAreConfigured() {
        runner.withPropertyValues(
                        "kindred.delay.queues.mail.rate=20/s",
                        "kindred.delay.queues.mail.bucket-size=40",
                        "kindred.delay.queues.mail.priority=7",
                        "kindred.delay.queues.idle.paused=true",
                        "kindred.delay.queues.scores.mode=pull")
                .run(context -> {
                    TaskQueues queues = context.getBean(TaskQueues.class);

                    assertThat(queues.configured()).containsExactlyInAnyOrder("mail", "idle", "scores");
                    assertThat(queues.settings("mail").rate()).isEqualTo(Rate.of("20/s"));
                    assertThat(queues.settings("mail").bucketSize()).isEqualTo(40);
                    assertThat(queues.settings("mail").priority()).isEqualTo(7);
                    assertThat(queues.settings("idle").isPaused()).isTrue();
                    assertThat(queues.settings("scores").mode()).isEqualTo(QueueMode.PULL);
                    assertThat(queues.settings("other").rate()).isNull();
                });
    }

    @Test
    void propertiesBeatSettingsInCode() {
        runner.withBean("mail", QueueSettings.class, () -> QueueSettings.of("mail")
                        .maxConcurrent(9))
                .withBean("print", QueueSettings.class, () -> QueueSettings.of("print")
                        .maxConcurrent(9))
                .withPropertyValues("kindred.delay.queues.mail.max-concurrent=4")
                .run(context -> {
                    TaskDispatcher dispatcher = context.getBean(TaskDispatcher.class);

                    assertThat(dispatcher.settings("mail").maxConcurrent()).isEqualTo(4);
                    assertThat(dispatcher.settings("print").maxConcurrent()).isEqualTo(9);
                });
    }

    @Test
    void observersAreToldOfTasks() {
        List<String> queues = new CopyOnWriteArrayList<>();
        TaskObserver observer = new TaskObserver() {
            @Override
            public void enqueued(List<dev.kindred.datastore.store.TaskRow> tasks) {
                tasks.forEach(task -> queues.add(task.queue()));
            }
        };

        runner.withBean(TaskObserver.class, () -> observer)
                .withBean(Bell.class)
                .run(context -> context.getBean(Bell.class).ring("one"));

        assertThat(queues).containsExactly("default");
    }

    @Test
    void claimingStopsBeforeTheWebServerAndWorkersAfterItAndTheStoreLast() {
        runner.run(context -> {
            int claiming = context.getBean(ClaimingLifecycle.class).getPhase();
            int workers = context.getBean(WorkersLifecycle.class).getPhase();
            int store =
                    context.getBean("datastoreLifecycle", SmartLifecycle.class).getPhase();

            // Spring Boot's graceful shutdown is 1,024 below the top, its web server 2,048, executors are at half.
            assertThat(claiming).isGreaterThan(Integer.MAX_VALUE - 1024);
            assertThat(workers).isLessThan(Integer.MAX_VALUE - 2048).isGreaterThan(Integer.MAX_VALUE / 2);
            assertThat(store).isLessThan(0);
        });
    }

    @Test
    void itPublishesNoMapperAndNoExecutor() {
        runner.run(context -> assertThat(context)
                .doesNotHaveBean(ObjectMapper.class)
                .doesNotHaveBean(java.util.concurrent.Executor.class));
    }

    @Test
    void noBeanIsMadeTooEarly(CapturedOutput output) {
        runner.withBean(Bell.class).run(context -> assertThat(context).hasNotFailed());

        assertThat(output.getAll()).doesNotContain("BeanPostProcessorChecker", "not eligible for", " WARN ");
    }

    /** Nobody calls it. */
    private static DelayOperations someOperations() {
        return (DelayOperations) java.lang.reflect.Proxy.newProxyInstance(
                DelayOperations.class.getClassLoader(),
                new Class<?>[] {DelayOperations.class},
                (proxy, method, arguments) -> method.getName().equals("hashCode") ? (Object) 1 : method.getName());
    }

    static class Bell {

        private final List<String> heard = new CopyOnWriteArrayList<>();

        @Delayed("bell.ring")
        public void ring(String text) {
            heard.add(text);
        }

        public List<String> heard() {
            return heard;
        }
    }
}
