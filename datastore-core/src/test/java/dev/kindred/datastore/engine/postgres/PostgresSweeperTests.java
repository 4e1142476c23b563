package dev.kindred.datastore.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.store.QueueStatistics;
import dev.kindred.datastore.store.TaskChange;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TaskTraits;
import dev.kindred.datastore.store.Writes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What does not stay for ever. */
class PostgresSweeperTests {

    private final TestTables tables = new TestTables();
    private volatile Instant time = Instant.ofEpochSecond(1_700_000_000);
    private final PostgresEngine engine = PostgresEngine.on(TestServer.dataSource())
            .schema(tables.schema())
            .clock(() -> time)
            .notifications(Notifications.OFF)
            .build();

    @AfterEach
    void close() {
        engine.close();
    }

    private TaskRow task(String queue, String name) {
        long now = engine.tasks().now();
        return TaskRow.waiting(engine.tasks().nextId(), queue, name, now, 100, new byte[0], Map.of(), now);
    }

    private void runNamed(String queue, int from, int to) {
        Writes writes = new Writes();
        IntStream.range(from, to).forEach(i -> writes.task(new TaskChange.Add(task(queue, "n" + i))));
        writes.in(engine);
        List<TaskLease> leases =
                engine.tasks().claim(queue, to - from, engine.tasks().now());
        assertThat(engine.tasks().complete(leases)).isEmpty();
    }

    @Test
    void namesAreForgottenWhenTheirTimeIsOverHoweverManyThereAre() {
        runNamed("q", 0, 2_500);
        time = time.plus(Duration.ofHours(23));
        runNamed("q", 2_500, 2_600);
        new Writes().task(new TaskChange.Add(task("q", "waits"))).in(engine);

        engine.sweep();
        assertThat(tables.number("select count(*) from S.task_name")).isEqualTo(2_601);

        time = time.plus(Duration.ofHours(2));
        engine.sweep();

        assertThat(tables.number("select count(*) from S.task_name")).isEqualTo(101);
        assertThat(engine.tasks().isTaken("q", "waits")).isTrue();
        assertThat(engine.tasks().isTaken("q", "n2550")).isTrue();
    }

    @Test
    void ofSeveralProcessesOneSweepsEveryFiveMinutes() {
        engine.open();
        Sweeper one = engine.sweeper();
        one.sweepIfDue();
        String first = tables.text("select value from S.setting where name = 'swept'");

        one.sweepIfDue();
        assertThat(tables.text("select value from S.setting where name = 'swept'"))
                .isEqualTo(first);

        tables.run("update S.setting set value = (value::bigint - 301000000)::text where name = 'swept'");
        one.sweepIfDue();
        assertThat(tables.number("select value::bigint from S.setting where name = 'swept'"))
                .isGreaterThan(Long.parseLong(first));
    }

    @Test
    void queuesAreForgottenWhenTheyAreEmptyAndCountedAnewAfterwards() {
        runNamed("empty", 0, 3);
        new Writes().task(new TaskChange.Add(task("full", null))).in(engine);

        engine.sweep();

        assertThat(engine.tasks().queues()).containsExactly("full");
        assertThat(engine.tasks().statistics("empty")).isEqualTo(new QueueStatistics(0, 0, 0, -1));
        new Writes().task(new TaskChange.Add(task("empty", null))).in(engine);
        assertThat(engine.tasks().statistics("empty").waiting()).isEqualTo(1);
    }

    @Test
    void whatIsAddedWhileItSweepsIsCounted() {
        CompletableFuture<Void> adding = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 200; i++) {
                runNamed("q", i, i + 1);
            }
            new Writes().task(new TaskChange.Add(task("q", null))).in(engine);
        });

        while (!adding.isDone()) {
            engine.sweep();
        }
        adding.join();

        assertThat(engine.tasks().statistics("q").waiting()).isEqualTo(1);
        assertThat(engine.tasks().statistics("q").running()).isZero();
    }

    @Test
    void keysThatNobodyHoldsLeaveNothing() {
        for (int i = 0; i < 10; i++) {
            TaskRow task = task("q", null).withTraits(new TaskTraits("key" + i, 1, null, null));
            new Writes().task(new TaskChange.Add(task)).in(engine);
        }
        engine.tasks().complete(engine.tasks().claim("q", 10, engine.tasks().now()));
        tables.run("insert into S.task_key values ('q', 'left', 0)");

        engine.sweep();

        assertThat(tables.number("select count(*) from S.task_key")).isZero();
    }

    @Test
    void rowsOfProcessesAndCommitsAreUsedAgain() {
        for (int i = 0; i < 5; i++) {
            try (PostgresEngine other = PostgresEngine.on(TestServer.dataSource())
                    .schema(tables.schema())
                    .build()) {
                new Writes().put("a", "1").in(other);
            }
        }

        assertThat(tables.number("select count(*) from S.node")).isEqualTo(1);
        assertThat(tables.number("select count(*) from S.commit_slot")).isEqualTo(1);
    }
}
