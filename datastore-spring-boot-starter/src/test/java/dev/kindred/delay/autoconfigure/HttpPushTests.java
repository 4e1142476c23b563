package dev.kindred.delay.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.delay.DelayContext;
import dev.kindred.delay.DelayOperations;
import dev.kindred.delay.Delayed;
import dev.kindred.delay.WorkersLifecycle;
import dev.kindred.delay.queue.TaskDispatcher;
import dev.kindred.delay.queue.TaskQueues;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.util.AopTestUtils;

/** Two applications with a store each: one stores tasks, the other runs them behind a real server. */
@Timeout(180)
class HttpPushTests {

    private static final String OLD = "old-secret-old-secret-old-secret-old";
    private static final String NEW = "new-secret-new-secret-new-secret-new";

    private final List<ConfigurableApplicationContext> contexts = new ArrayList<>();

    @AfterEach
    void close() {
        contexts.forEach(ConfigurableApplicationContext::close);
    }

    @Test
    void b39_taskOfAQueueWithATargetRunsInTheOtherService() {
        ConfigurableApplicationContext receiver = receiver(0, OLD);
        ConfigurableApplicationContext sender = sender(OLD, "kindred.delay.queues.reports.target=" + url(receiver));
        Reports reports = reports(receiver);
        reports.failures = 2;
        Instant before = Instant.now();

        sender.getBean(DelayOperations.class)
                .named("november")
                .header("X-City", "München")
                .call(() -> sender.getBean(ReportsElsewhere.class).build("2026-11"));

        await().until(() -> isEmpty(sender));
        assertThat(reports.built).containsExactly("2026-11");
        assertThat(reports.runs).hasSize(3).allSatisfy(run -> {
            assertThat(run.queue()).isEqualTo("reports");
            assertThat(run.taskName()).isEqualTo("november");
            assertThat(run.header("X-City")).isEqualTo("München");
            assertThat(run.header("Content-Type")).isEqualTo("application/json");
            assertThat(run.header("X-Delay-Signature")).isNull();
            assertThat(run.eta()).isAfterOrEqualTo(before.minusMillis(1));
            assertThat(run.firstTry()).isEqualTo(reports.runs.get(0).firstTry());
            assertThat(run.idempotencyKey())
                    .startsWith("reports/")
                    .isEqualTo(reports.runs.get(0).idempotencyKey());
        });
        assertThat(reports.runs).extracting(DelayContext::retryCount).containsExactly(0L, 1L, 2L);
        assertThat(reports.runs).extracting(DelayContext::previousResponse).containsExactly(0, 500, 500);
    }

    @Test
    void tasksWaitForATargetThatWasKilled() {
        ConfigurableApplicationContext receiver = receiver(0, OLD);
        int port = port(receiver);
        ConfigurableApplicationContext sender = sender(OLD, "kindred.delay.queues.reports.target=" + url(receiver));
        receiver.close();

        sender.getBean(ReportsElsewhere.class).build("2026-10");
        await().until(() -> waiting(sender).stream()
                .anyMatch(task -> task.lastError() != null && task.lastError().startsWith("No HTTP answer")));
        ConfigurableApplicationContext again = receiver(port, OLD);

        await().until(() -> isEmpty(sender));
        assertThat(reports(again).built).containsExactly("2026-10");
        assertThat(reports(again).runs.get(0).previousResponse()).isZero();
    }

    @Test
    void taskThatIsPutOffThereWaitsHereAndTheRunDoesNotCount() {
        ConfigurableApplicationContext receiver = receiver(0, OLD);
        ConfigurableApplicationContext sender =
                sender(OLD, "kindred.delay.dispatch=http", "kindred.delay.target=" + url(receiver));
        Reports reports = reports(receiver);
        reports.snoozes = 1;

        sender.getBean(ReportsElsewhere.class).build("2026-09");

        await().until(() -> isEmpty(sender));
        assertThat(reports.runs).hasSize(2);
        assertThat(reports.runs).extracting(DelayContext::retryCount).containsExactly(0L, 0L);
    }

    @Test
    void taskThatIsRejectedThereIsADeadLetterHere() {
        ConfigurableApplicationContext receiver = receiver(0, OLD);
        ConfigurableApplicationContext sender = sender(OLD, "kindred.delay.queues.reports.target=" + url(receiver));

        sender.getBean(ReportsElsewhere.class).build("never");

        await().until(() -> isEmpty(sender));
        assertThat(sender.getBean(TaskQueues.class).dead("reports", 0, 10))
                .singleElement()
                .satisfies(letter -> assertThat(letter.reason()).isEqualTo(DeadTask.Reason.REJECTED));
    }

    @Test
    void b75_otherSecretsAreRefusedUntilBothSidesKnowThem() {
        ConfigurableApplicationContext receiver = receiver(0, NEW);
        int port = port(receiver);
        ConfigurableApplicationContext sender = sender(OLD, "kindred.delay.queues.reports.target=" + url(receiver));

        sender.getBean(ReportsElsewhere.class).build("2026-08");
        await().until(() -> waiting(sender).stream()
                .anyMatch(task -> task.lastError() != null && task.lastError().startsWith("HTTP 403")));
        assertThat(reports(receiver).runs).isEmpty();
        receiver.close();
        ConfigurableApplicationContext both = receiver(port, NEW + "," + OLD);

        await().until(() -> isEmpty(sender));
        assertThat(reports(both).built).containsExactly("2026-08");
    }

    @Test
    void withDispatchNoneTasksAreStoredAndLeftAlone() {
        ConfigurableApplicationContext sender = sender(OLD, "kindred.delay.dispatch=none");

        sender.getBean(ReportsElsewhere.class).build("2026-07");

        assertThat(sender.getBeanNamesForType(WorkersLifecycle.class)).isEmpty();
        assertThat(sender.getBean(TaskDispatcher.class).isRunning()).isFalse();
        assertThat(waiting(sender)).hasSize(1);
    }

    private ConfigurableApplicationContext receiver(int port, String secrets) {
        return run(
                new SpringApplicationBuilder(Receiver.class).web(WebApplicationType.SERVLET),
                "server.port=" + port,
                "kindred.delay.http.secrets=" + secrets);
    }

    private ConfigurableApplicationContext sender(String secrets, String... properties) {
        List<String> all = new ArrayList<>(List.of(properties));
        all.add("kindred.delay.http.secrets=" + secrets);
        all.add("kindred.delay.queues.reports.retry.min-backoff=50ms");
        all.add("kindred.delay.queues.reports.retry.max-backoff=200ms");
        return run(new SpringApplicationBuilder(Sender.class).web(WebApplicationType.NONE), all.toArray(String[]::new));
    }

    private ConfigurableApplicationContext run(SpringApplicationBuilder application, String... properties) {
        List<String> arguments = new ArrayList<>();
        for (String property : properties) {
            arguments.add("--" + property);
        }
        arguments.add("--kindred.datastore.engine=memory");
        arguments.add("--spring.main.banner-mode=off");
        ConfigurableApplicationContext context = application.run(arguments.toArray(String[]::new));
        contexts.add(context);
        return context;
    }

    /** Behind the proxy, which has no fields. */
    private static Reports reports(ConfigurableApplicationContext receiver) {
        return AopTestUtils.getTargetObject(receiver.getBean(Reports.class));
    }

    private static int port(ConfigurableApplicationContext receiver) {
        return receiver.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    private static String url(ConfigurableApplicationContext receiver) {
        return "http://localhost:" + port(receiver);
    }

    private static boolean isEmpty(ConfigurableApplicationContext sender) {
        return waiting(sender).isEmpty();
    }

    private static List<TaskRow> waiting(ConfigurableApplicationContext sender) {
        return sender.getBean(TaskQueues.class).list("reports", 0, 10);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Reports.class)
    static class Receiver {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(ReportsElsewhere.class)
    static class Sender {}

    static class Reports {

        final List<String> built = new CopyOnWriteArrayList<>();
        final List<DelayContext> runs = new CopyOnWriteArrayList<>();
        volatile int failures;
        volatile int snoozes;

        @Delayed("report.build")
        public void build(String month, DelayContext task) {
            runs.add(task);
            if (runs.size() <= failures) {
                throw new IllegalStateException("not yet");
            }
            if (runs.size() <= snoozes) {
                throw task.snooze(Duration.ofMillis(300));
            }
            if (month.equals("never")) {
                throw task.reject("there is no such month");
            }
            built.add(month);
        }
    }

    static class ReportsElsewhere {

        // tag::sender[]
        @Delayed(value = "report.build", queue = "reports")
        public void build(String month) {
            throw new IllegalStateException("runs elsewhere");
        }
        // end::sender[]
    }
}
