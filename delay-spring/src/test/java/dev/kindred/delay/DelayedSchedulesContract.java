package dev.kindred.delay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.delay.queue.MovableClock;
import dev.kindred.delay.queue.TaskDispatcher;
import dev.kindred.delay.queue.TaskQueues;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Schedules on a clock that the test moves; it begins at 2026-11-21T10:00:00Z. The store outlives the applications that are started on it. */
@ExtendWith(OutputCaptureExtension.class)
abstract class DelayedSchedulesContract {

    private final MovableClock clock = new MovableClock();
    private final List<AnnotationConfigApplicationContext> applications = new ArrayList<>();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private LocalDatastore datastore;
    private TaskDispatcher dispatcher;

    /** A fresh, empty engine. */
    abstract StorageEngine engine(MovableClock clock);

    @BeforeEach
    void open() {
        datastore = LocalDatastore.on(engine(clock)).build();
    }

    @AfterEach
    void stop() {
        applications.forEach(AnnotationConfigApplicationContext::close);
        datastore.close();
    }

    @Test
    void r16_methodRunsAtEachTimeOfItsExpression() {
        start(Nightly.class);

        runFor(Duration.ofDays(2), Duration.ofHours(1));

        assertThat(log).containsExactly("nightly 2026-11-22T02:00:00Z", "nightly 2026-11-23T02:00:00Z");
    }

    @Test
    void r17_intervalMayBeShort() {
        start(Often.class);

        runFor(Duration.ofSeconds(3), Duration.ofMillis(500));

        assertThat(log).hasSize(6);
    }

    @Test
    void storeHoldsOneTaskForManyNodesAndRestarts() {
        start(Nightly.class);
        start(Nightly.class);
        start(Nightly.class);

        assertThat(queues().list("default", 0, 10)).hasSize(1);
        assertThat(schedules().list()).singleElement().satisfies(status -> {
            assertThat(status.key()).isEqualTo("nightly");
            assertThat(status.times()).isEqualTo("cron 0 0 3 * * * in Europe/Berlin on default");
            assertThat(status.next()).isEqualTo("2026-11-22T02:00:00Z");
            assertThat(status.taskId())
                    .isEqualTo(queues().list("default", 0, 10).get(0).id());
        });
        runFor(Duration.ofDays(1), Duration.ofHours(1));
        assertThat(log).hasSize(1);
        assertThat(queues().list("default", 0, 10)).hasSize(1);
    }

    @Test
    void r18_oneRunMakesUpForAllThatWereMissed() {
        start(Nightly.class);

        clock.advance(Duration.ofDays(4));
        dispatcher.runDue();

        assertThat(log).containsExactly("nightly 2026-11-22T02:00:00Z");
        assertThat(schedules().list().get(0).next()).isEqualTo("2026-11-26T02:00:00Z");
    }

    @Test
    void r18_missedRunsAreLeftOutIfSaidSo() {
        start(Skipping.class);

        clock.advance(Duration.ofMinutes(61));
        dispatcher.runDue();
        assertThat(log).hasSize(1);
        clock.advance(Duration.ofMinutes(70));
        dispatcher.runDue();
        assertThat(log).hasSize(1);
        clock.advance(Duration.ofMinutes(49));
        dispatcher.runDue();

        assertThat(log).containsExactly("skipping 2026-11-21T11:00:00Z", "skipping 2026-11-21T13:00:00Z");
    }

    @Test
    void r18_eachMissedRunIsMadeUpForUpToTheLatestSoMany() {
        start(All.class);

        clock.advance(Duration.ofHours(2));
        dispatcher.runDue();
        assertThat(log).containsExactly("all 2026-11-21T11:00:00Z", "all 2026-11-21T12:00:00Z");
        log.clear();
        clock.advance(Duration.ofHours(6).plusMinutes(30));
        dispatcher.runDue();

        assertThat(log)
                .containsExactly("all 2026-11-21T16:00:00Z", "all 2026-11-21T17:00:00Z", "all 2026-11-21T18:00:00Z");
    }

    @Test
    void failedRunIsRetriedBeforeTheNextIsPlannedAndADeadOneDoesNotEndTheSchedule() {
        start(Failing.class);

        clock.advance(Duration.ofHours(1));
        dispatcher.runDue();
        assertThat(schedules().list().get(0).next()).isEqualTo("2026-11-21T11:00:00Z");
        clock.advance(Duration.ofSeconds(10));
        dispatcher.runDue();

        assertThat(log).containsExactly("failing 2026-11-21T11:00:00Z", "failing 2026-11-21T11:00:00Z");
        assertThat(schedules().list().get(0).next()).isEqualTo("2026-11-21T12:00:00Z");
        assertThat(queues().dead("default", 0, 10)).hasSize(1);
        queues().redrive(
                        "default", queues().dead("default", 0, 10).get(0).task().id());
        dispatcher.runDue();
        assertThat(log).hasSize(3);
        assertThat(schedules().list().get(0).next()).isEqualTo("2026-11-21T12:00:00Z");
    }

    @Test
    void changedTimesReplaceTheWaitingRun() {
        start(Nightly.class);

        start(NightlyLater.class);

        assertThat(queues().list("default", 0, 10)).hasSize(1);
        assertThat(schedules().list().get(0).next()).isEqualTo("2026-11-22T03:00:00Z");
        runFor(Duration.ofDays(1), Duration.ofHours(1));
        assertThat(log).containsExactly("later 2026-11-22T03:00:00Z");
    }

    @Test
    void scheduleThatIsNoLongerDeclaredIsRemovedWithItsTask(CapturedOutput output) {
        start(Nightly.class);

        start(Often.class);

        assertThat(schedules().list()).singleElement().satisfies(status -> assertThat(status.key())
                .isEqualTo("often"));
        assertThat(queues().list("default", 0, 10)).hasSize(1);
        assertThat(output).contains("Schedule \"nightly\" is no longer declared");
    }

    @Test
    void scheduleWhoseTaskIsGoneIsPlannedAnewAtTheNextStart() {
        start(Nightly.class);
        queues().cancel("default", schedules().list().get(0).taskId());

        start(Nightly.class);

        assertThat(queues().list("default", 0, 10)).hasSize(1);
    }

    @Test
    void runFurtherAheadThanTasksMayBeIsApproachedInSteps() {
        start(Yearly.class);
        assertThat(schedules().list().get(0).next()).isEqualTo("2027-06-01T00:00:00Z");

        runFor(Duration.ofDays(200), Duration.ofDays(1));

        assertThat(log).containsExactly("yearly 2027-06-01T00:00:00Z");
    }

    @Test
    void directCallIsOneMoreRunAndPlansNothing() {
        start(Nightly.class);

        applications.get(0).getBean(Nightly.class).run();
        assertThat(log).isEmpty();
        dispatcher.runDue();

        assertThat(log).containsExactly("nightly null");
        assertThat(queues().list("default", 0, 10)).hasSize(1);
    }

    @Test
    void scheduleThatIsSwitchedOffIsNotPlanned() {
        start(Off.class);

        assertThat(schedules().list()).isEmpty();
    }

    @Test
    void whatIsWrongIsReportedAtOnce() {
        assertThatExceptionOfType(DelayConfigurationException.class)
                .isThrownBy(() -> start(Wrong.class))
                .satisfies(wrong -> assertThat(wrong.problems())
                        .hasSize(6)
                        .anySatisfy(problem -> assertThat(problem).contains("neither()", "no times", "cron", "every"))
                        .anySatisfy(problem -> assertThat(problem).contains("zone()", "\"Europe/Bärlin\""))
                        .anySatisfy(problem -> assertThat(problem).contains("cron()", "\"0 0 25 * * *\""))
                        .anySatisfy(problem -> assertThat(problem).contains("every()", "\"soon\""))
                        .anySatisfy(problem -> assertThat(problem).contains("arguments()", "no arguments"))
                        .anySatisfy(problem -> assertThat(problem).contains("retry()", "\"forever\"")));
    }

    private void runFor(Duration time, Duration step) {
        for (Instant end = clock.instant().plus(time); clock.instant().isBefore(end); ) {
            clock.advance(step);
            dispatcher.runDue();
        }
    }

    private TaskQueues queues() {
        return applications.get(0).getBean(TaskQueues.class);
    }

    private DelayedSchedules schedules() {
        return applications.get(0).getBean(DelayedSchedules.class);
    }

    private void start(Class<?> schedules) {
        AnnotationConfigApplicationContext application = new AnnotationConfigApplicationContext();
        application.registerBean(Datastore.class, () -> datastore, definition -> definition.setDestroyMethodName(""));
        application.registerBean(MovableClock.class, () -> clock);
        application.registerBean(TestLog.class, () -> new TestLog(log));
        application.register(Application.class, schedules);
        application.refresh();
        applications.add(application);
        dispatcher = application.getBean(TaskDispatcher.class);
        dispatcher.stop(Duration.ZERO); // the tests say when tasks run
    }

    record TestLog(List<String> lines) {

        void run(String name) {
            lines.add(name + " " + DelayContext.current().scheduledFor());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import(DelayConfiguration.class)
    static class Application {

        @Bean
        TaskQueues taskQueues(Datastore datastore, MovableClock clock) {
            return TaskQueues.on(datastore).clock(clock).build();
        }
    }

    static class Nightly {
        private final TestLog log;

        Nightly(TestLog log) {
            this.log = log;
        }

        // tag::schedule[]
        @DelayedSchedule(key = "nightly", cron = "0 0 3 * * *", zone = "Europe/Berlin")
        public void run() {
            log.run("nightly");
        }
        // end::schedule[]
    }

    static class NightlyLater {
        private final TestLog log;

        NightlyLater(TestLog log) {
            this.log = log;
        }

        @DelayedSchedule(key = "nightly", cron = "0 0 4 * * *", zone = "Europe/Berlin")
        public void run() {
            log.run("later");
        }
    }

    static class Often {
        private final TestLog log;

        Often(TestLog log) {
            this.log = log;
        }

        @DelayedSchedule(key = "often", every = "500ms")
        public void run(DelayContext context) {
            log.run("often " + context.attempt());
        }
    }

    static class Skipping {
        private final TestLog log;

        Skipping(TestLog log) {
            this.log = log;
        }

        @DelayedSchedule(key = "skipping", cron = "@hourly", missed = MissedRuns.SKIP)
        public void run() {
            log.run("skipping");
        }
    }

    static class All {
        private final TestLog log;

        All(TestLog log) {
            this.log = log;
        }

        @DelayedSchedule(key = "all", every = "1h", missed = MissedRuns.RUN_ALL, maxMissed = 3)
        public void run() {
            log.run("all");
        }
    }

    static class Failing {
        private final TestLog log;

        Failing(TestLog log) {
            this.log = log;
        }

        @DelayedSchedule(key = "failing", every = "1h", retry = @Retry(limit = 1, minBackoff = "5s"))
        public void run() {
            log.run("failing");
            throw new IllegalStateException("no");
        }
    }

    static class Yearly {
        private final TestLog log;

        Yearly(TestLog log) {
            this.log = log;
        }

        @DelayedSchedule(key = "yearly", cron = "0 0 0 1 6 *")
        public void run() {
            log.run("yearly");
        }
    }

    static class Off {
        @DelayedSchedule(key = "off", cron = "${no.such.property:-}")
        public void run() {}
    }

    static class Wrong {
        @DelayedSchedule(key = "neither")
        public void neither() {}

        @DelayedSchedule(key = "zone", cron = "@daily", zone = "Europe/Bärlin")
        public void zone() {}

        @DelayedSchedule(key = "cron", cron = "0 0 25 * * *")
        public void cron() {}

        @DelayedSchedule(key = "every", every = "soon")
        public void every() {}

        @DelayedSchedule(key = "arguments", every = "1h")
        public void arguments(String text) {}

        @DelayedSchedule(key = "retry", every = "1h", retry = @Retry(ageLimit = "forever"))
        public void retry() {}
    }
}
