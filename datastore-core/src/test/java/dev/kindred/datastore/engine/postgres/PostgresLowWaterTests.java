package dev.kindred.datastore.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.QueueLimits;
import dev.kindred.datastore.store.TaskChange;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TaskStorage;
import dev.kindred.datastore.store.Writes;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Claims that do not look at a queue from its beginning, and yet find what comes in front of where they start. */
class PostgresLowWaterTests {

    private static final String FROM_A_PLACE = "(t.eta, t.id) >= (p.eta, p.id)";

    private final TestTables tables = new TestTables();
    private final SeenStatements statements = new SeenStatements(TestServer.dataSource());
    private final PostgresEngine one = engine(Notifications.OFF);
    private final PostgresEngine other = engine(Notifications.OFF);
    private TaskStorage tasks;
    private long now;

    private PostgresEngine engine(Notifications notifications) {
        return PostgresEngine.on(statements.dataSource())
                .schema(tables.schema())
                .notifications(notifications)
                .build();
    }

    @BeforeEach
    void open() {
        one.open();
        tasks = one.tasks();
        now = tasks.now();
    }

    @AfterEach
    void close() {
        one.close();
        other.close();
    }

    private TaskRow task(long eta, int priority) {
        return TaskRow.waiting(tasks.nextId(), "mail", null, eta, priority, new byte[0], Map.of(), now);
    }

    private TaskRow add(PostgresEngine engine, long eta, int priority) {
        TaskRow added = task(eta, priority);
        new Writes().task(new TaskChange.Add(added)).in(engine);
        return added;
    }

    private List<TaskLease> claim(QueueLimits limits, int max) {
        return tasks.claim("mail", max, now, limits).leases();
    }

    private TaskLease claimOne(QueueLimits limits) {
        List<TaskLease> leases = claim(limits, 1);
        assertThat(leases).hasSize(1);
        return leases.get(0);
    }

    private static List<Long> ids(List<TaskLease> leases) {
        return leases.stream().map(lease -> lease.task().id()).toList();
    }

    static List<QueueLimits> limits() {
        return List.of(QueueLimits.NONE, new QueueLimits(50, 0, 0, 0));
    }

    @ParameterizedTest
    @MethodSource("limits")
    void findWhatIsPutBackOrAddedInFront(QueueLimits limits) {
        TaskRow first = add(one, now - 100, 100);
        TaskRow second = add(one, now - 50, 100);
        TaskRow third = add(one, now - 10, 100);
        TaskLease ofFirst = claimOne(limits);
        TaskLease ofSecond = claimOne(limits);
        assertThat(ids(List.of(ofFirst, ofSecond))).containsExactly(first.id(), second.id());

        tasks.retry(ofFirst, now - 90, "once more");
        TaskLease again = claimOne(limits);
        assertThat(again.task().id()).isEqualTo(first.id());
        tasks.handBack(List.of(ofSecond));
        assertThat(claimOne(limits).task().id()).isEqualTo(second.id());
        tasks.postpone(again, now - 80);
        again = claimOne(limits);
        assertThat(again.task().id()).isEqualTo(first.id());
        tasks.bury(again, DeadTask.Reason.RETRIES_EXHAUSTED, "enough");
        TaskRow early = add(one, now - 200, 100);
        assertThat(claimOne(limits).task().id()).isEqualTo(early.id());
        TaskRow urgent = add(one, now, 200);
        TaskRow unimportant = add(one, now - 200, 1);
        assertThat(ids(claim(limits, 10))).containsExactly(urgent.id(), third.id(), unimportant.id());

        tasks.redrive("mail", first.id());
        now = tasks.now();
        assertThat(claimOne(limits).task().id()).isEqualTo(first.id());
        assertThat(statements.containing(FROM_A_PLACE)).isPositive();
    }

    @Test
    void findWhatWaitsInAQueueThatIsPausedNoMore() {
        TaskRow added = add(one, now, 100);
        tasks.pause("mail");
        assertThat(claim(QueueLimits.NONE, 10)).isEmpty();

        tasks.resume("mail");

        assertThat(ids(claim(QueueLimits.NONE, 10))).containsExactly(added.id());
    }

    @Test
    void knowTheNextTaskAlsoOfAnotherPriority() {
        add(one, now, 100);
        add(one, now + 1_000, 100);
        add(one, now + 500, 1);
        claimOne(QueueLimits.NONE);

        assertThat(tasks.claim("mail", 10, now, QueueLimits.NONE).nextLook()).isEqualTo(now + 500);
        add(one, now + 300, 1);
        assertThat(tasks.claim("mail", 10, now, QueueLimits.NONE).nextLook()).isEqualTo(now + 300);
        assertThat(tasks.nextEta("mail")).isEqualTo(now + 300);
    }

    @ParameterizedTest
    @MethodSource("limits")
    void findWithinASecondWhatAnotherAddsInFrontWithoutAWord(QueueLimits limits) {
        other.open();
        for (int i = 0; i < 20; i++) {
            add(one, now, 100);
        }
        claimOne(limits);

        TaskRow early = add(other, now - 100, 100);
        TaskRow urgent = add(other, now, 200);

        List<Long> found = new ArrayList<>();
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            List<TaskLease> claimed = claim(limits, 2);
            found.addAll(ids(claimed));
            tasks.complete(claimed);
            return found.containsAll(List.of(early.id(), urgent.id()));
        });
    }

    @Test
    void findAtOnceWhatALookAtAllQueuesHasSeen() {
        other.open();
        add(one, now, 100);
        claim(QueueLimits.NONE, 10);
        TaskRow early = add(other, now - 100, 100);

        assertThat(tasks.nextEtas()).containsEntry("mail", now - 100);

        assertThat(ids(claim(QueueLimits.NONE, 10))).containsExactly(early.id());
    }

    @Test
    void findAtOnceWhatAnotherAddsAndTells() {
        try (PostgresEngine telling = engine(Notifications.AUTO);
                PostgresEngine hearing = engine(Notifications.AUTO)) {
            hearing.open();
            List<String> heard = new CopyOnWriteArrayList<>();
            hearing.tasks().onReady(heard::addAll);
            await().until(hearing::isHearing);
            telling.open();
            tasks = hearing.tasks();
            add(hearing, now, 100);
            heard.clear();
            claim(QueueLimits.NONE, 10);

            TaskRow early = add(telling, now - 100, 100);
            await().until(() -> heard.contains("mail"));

            assertThat(ids(claim(QueueLimits.NONE, 10))).containsExactly(early.id());
        }
    }

    @Test
    void startBehindTheDeadRowsThatAnOldSnapshotKeeps() throws SQLException {
        try (Connection old = TestServer.dataSource().getConnection();
                Statement statement = old.createStatement()) {
            statement.execute("begin isolation level repeatable read");
            statement.execute("select count(*) from " + tables.schema() + ".task");
            Writes writes = new Writes();
            for (int i = 0; i < 2_000; i++) {
                writes.task(new TaskChange.Add(task(now - 2_000 + i, 100)));
            }
            writes.in(one);

            List<TaskLease> done = new ArrayList<>();
            while (done.size() < 2_000) {
                List<TaskLease> claimed = claim(QueueLimits.NONE, 100);
                assertThat(claimed).hasSize(100);
                assertThat(tasks.complete(claimed)).isEmpty();
                done.addAll(claimed);
            }

            assertThat(ids(done)).isSorted().doesNotHaveDuplicates();
            assertThat(statements.containing(FROM_A_PLACE)).isPositive();
            statement.execute("rollback");
        }
    }

    @Test
    void tasksThatAreAheadAreNotTouchedUntilTheyAreDue() {
        long hour = Duration.ofHours(1).toNanos() / 1_000;
        Writes writes = new Writes();
        for (int i = 0; i < 500; i++) {
            writes.task(new TaskChange.Add(task(now + hour + i, 100)));
        }
        writes.in(one);
        String rows =
                "select md5(string_agg(ctid::text || xmin::text, ',' order by id)) from S.task where eta > " + now;
        String before = tables.text(rows);
        TaskRow due = add(one, now, 1);

        assertThat(ids(claim(QueueLimits.NONE, 10))).containsExactly(due.id());
        assertThat(tasks.nextEtas()).containsEntry("mail", now + hour);
        one.beat();
        one.sweep();

        assertThat(tables.text(rows)).isEqualTo(before);
        now += hour;
        assertThat(claim(QueueLimits.NONE, 10)).hasSize(1);
    }
}
