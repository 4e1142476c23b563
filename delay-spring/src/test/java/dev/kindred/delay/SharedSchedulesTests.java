package dev.kindred.delay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.store.TaskRow;
import dev.kindred.delay.queue.Task;
import dev.kindred.delay.queue.TaskDispatcher;
import dev.kindred.delay.queue.TaskQueues;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** Applications that share a store on PostgreSQL, each with an engine of its own, and the schedules that both have. */
class SharedSchedulesTests {

    private final SharedNodes nodes = new SharedNodes();
    private final List<String> log = new CopyOnWriteArrayList<>();

    private AnnotationConfigApplicationContext node() {
        return node(DelayedSchedulesContract.Nightly.class);
    }

    /** A node of a release that declares these schedules. */
    private AnnotationConfigApplicationContext node(Class<?>... schedules) {
        return nodes.start(node -> {
            node.registerBean(DelayedSchedulesContract.TestLog.class, () -> new DelayedSchedulesContract.TestLog(log));
            node.register(DelayedSchedulesContract.Application.class);
            Stream.of(schedules).forEach(node::register);
        });
    }

    private static List<ScheduleStatus> schedules(AnnotationConfigApplicationContext node) {
        return node.getBean(DelayedSchedules.class).list();
    }

    private static List<TaskRow> waiting(AnnotationConfigApplicationContext node) {
        return node.getBean(TaskQueues.class).list("default", 0, 10);
    }

    private static int runDue(AnnotationConfigApplicationContext node) {
        return node.getBean(TaskDispatcher.class).runDue();
    }

    @AfterEach
    void close() {
        nodes.close();
    }

    @Test
    void eachTimeOfAScheduleRunsOnceWhoeverIsThere() {
        node();
        node();

        for (int hour = 0; hour < 3 * 24; hour++) {
            nodes.clock.advance(Duration.ofHours(1));
            nodes.runDueEverywhereAtOnce();
        }

        assertThat(log)
                .containsExactly(
                        "nightly 2026-11-22T02:00:00Z", "nightly 2026-11-23T02:00:00Z", "nightly 2026-11-24T02:00:00Z");
    }

    @Test
    void ofTasksWithOneUniqueKeyThatAllAddOneIsStored() {
        TaskQueues queues = node().getBean(TaskQueues.class);
        node();

        nodes.everywhereAtOnce(node -> node.getBean(TaskQueues.class)
                .addEach(List.of(Task.of(new byte[] {1}).queue("once").uniqueKey("report"))));

        assertThat(queues.list("once", 0, 10)).hasSize(1);
    }

    // Two releases at a time

    @Test
    void oldNodeThatStartsOnceMoreLeavesTheSchedulesOfTheNewRelease() {
        AnnotationConfigApplicationContext old = node(new Class<?>[0]);
        AnnotationConfigApplicationContext fresh = node();
        nodes.stop(old);

        old = node(new Class<?>[0]);

        assertThat(schedules(old)).singleElement().satisfies(status -> {
            assertThat(status.key()).isEqualTo("nightly");
            assertThat(waiting(fresh)).extracting(TaskRow::id).containsExactly(status.taskId());
        });
        nodes.clock.advance(Duration.ofDays(1));
        assertThat(runDue(old)).as("left to the other").isEqualTo(1);
        assertThat(log).isEmpty();
        nodes.clock.advance(Duration.ofSeconds(2));
        runDue(fresh);
        assertThat(log).containsExactly("nightly 2026-11-22T02:00:00Z");
        assertThat(waiting(fresh)).as("the next one").hasSize(1);
    }

    @Test
    void scheduleIsRemovedByTheNextStartOnceNobodyWhoLivesDeclaresIt() {
        AnnotationConfigApplicationContext old = node();
        AnnotationConfigApplicationContext first = node(new Class<?>[0]);
        assertThat(schedules(first)).hasSize(1);
        nodes.stop(old);
        assertThat(schedules(first)).hasSize(1);

        node(new Class<?>[0]);

        assertThat(schedules(first)).isEmpty();
        assertThat(waiting(first)).isEmpty();
    }

    @Test
    void runThatIsDueWhileNobodyDeclaresItsScheduleIsMadeUpForByTheNextWhoDoes() {
        AnnotationConfigApplicationContext old = node(new Class<?>[0]);
        AnnotationConfigApplicationContext fresh = node();
        nodes.stop(fresh);
        nodes.clock.advance(Duration.ofDays(1));
        runDue(old);
        assertThat(log).isEmpty();
        assertThat(schedules(old)).hasSize(1);

        fresh = node();
        runDue(fresh);

        assertThat(log).containsExactly("nightly 2026-11-22T02:00:00Z");
        assertThat(waiting(fresh)).hasSize(1);
    }

    @Test
    void parkedRunOfAScheduleThatIsGoneGoesWithIt() {
        AnnotationConfigApplicationContext old = node();
        AnnotationConfigApplicationContext first = node(new Class<?>[0]);
        nodes.stop(old);
        nodes.clock.advance(Duration.ofDays(1));
        runDue(first);
        assertThat(first.getBean(TaskQueues.class).dead("default", 0, 10)).hasSize(1);

        node(new Class<?>[0]);

        assertThat(schedules(first)).isEmpty();
        assertThat(first.getBean(TaskQueues.class).dead("default", 0, 10)).isEmpty();
    }

    @Test
    void whoHasOtherTimesLeavesARunToThoseWhoPlannedItAsLongAsThereAreSuch() {
        AnnotationConfigApplicationContext old = node();
        AnnotationConfigApplicationContext fresh = node(DelayedSchedulesContract.NightlyLater.class);
        nodes.clock.advance(Duration.ofHours(17));
        runDue(old);
        assertThat(log).isEmpty();
        nodes.clock.advance(Duration.ofSeconds(2));
        runDue(fresh);
        assertThat(log).containsExactly("later 2026-11-22T03:00:00Z");
        nodes.stop(fresh);

        nodes.clock.advance(Duration.ofDays(1).minusSeconds(2));
        runDue(old);

        assertThat(log).last().isEqualTo("nightly 2026-11-23T03:00:00Z");
        assertThat(schedules(old).get(0).next()).isEqualTo("2026-11-24T02:00:00Z");
    }

    @Test
    void whoHasOtherTimesTakesARunThatNobodyHasComeForInAMinute() {
        AnnotationConfigApplicationContext old = node();
        AnnotationConfigApplicationContext idle = node(DelayedSchedulesContract.NightlyLater.class);
        nodes.clock.advance(Duration.ofHours(17));
        for (int second = 0; second <= 60; second++) {
            runDue(old);
            nodes.clock.advance(Duration.ofSeconds(1));
        }
        assertThat(log).isEmpty();

        nodes.clock.advance(Duration.ofSeconds(1));
        runDue(old);

        assertThat(log).containsExactly("nightly 2026-11-22T03:00:00Z");
        assertThat(waiting(idle)).as("the next one").hasSize(1);
    }

    @Test
    void nodesOfBothReleasesThatStartAtTheSameMomentLoseNothing() {
        nodes.stop(node());
        for (int round = 0; round < 4; round++) {
            CompletableFuture<AnnotationConfigApplicationContext> old =
                    CompletableFuture.supplyAsync(() -> node(new Class<?>[0]));
            AnnotationConfigApplicationContext fresh = node();

            assertThat(schedules(old.join())).singleElement().satisfies(status -> assertThat(waiting(fresh))
                    .extracting(TaskRow::id)
                    .containsExactly(status.taskId()));
            nodes.stop(fresh);
            nodes.stop(old.join());
        }
    }
}
