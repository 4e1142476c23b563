package dev.kindred.datastore.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.engine.postgres.LostConnections.Loss;
import dev.kindred.datastore.store.CommitResult;
import dev.kindred.datastore.store.QueueStatistics;
import dev.kindred.datastore.store.TaskChange;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TaskTaker;
import dev.kindred.datastore.store.TaskTraits;
import dev.kindred.datastore.store.Writes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tasks that are stored as claimed from the first, because somebody here has nothing to do. */
class PostgresTakeoverTests {

    private static final long NOW = 1_000_000;

    private final LostConnections connections = new LostConnections(TestServer.dataSource());
    private final TestTables tables = new TestTables();
    private final PostgresEngine engine = engine();
    private final Taking taking = new Taking();
    private final List<String> heard = new ArrayList<>();

    private PostgresEngine engine() {
        return PostgresEngine.on(connections.dataSource())
                .schema(tables.schema())
                .notifications(Notifications.OFF)
                .build();
    }

    PostgresTakeoverTests() {
        engine.open();
        engine.tasks().onAdded(taking);
        engine.tasks().onReady(heard::addAll);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    /** Has room for a few. */
    private static final class Taking implements TaskTaker {
        private final List<TaskLease> begun = new ArrayList<>();
        private int places = 1;

        @Override
        public long reserve(TaskRow task) {
            return places-- > 0 ? NOW : -1;
        }

        @Override
        public void begin(List<TaskLease> leases) {
            begun.addAll(leases);
        }

        @Override
        public void release(TaskRow task) {
            places++;
        }
    }

    private TaskRow task() {
        return TaskRow.waiting(
                engine.tasks().nextId(), "q", null, NOW - 5, 100, new byte[] {7}, Map.of("a", "b"), NOW - 5);
    }

    private CommitResult add(TaskRow... tasks) {
        Writes writes = new Writes();
        for (TaskRow task : tasks) {
            writes.task(new TaskChange.Add(task));
        }
        return writes.in(engine);
    }

    private long waiting() {
        return engine.tasks().statistics("q").waiting();
    }

    @Test
    void aTaskForWhichThereIsAPlaceIsStoredAsClaimedAndHandedOver() {
        TaskRow task = task();

        add(task);

        TaskLease lease = taking.begun.get(0);
        assertThat(lease.task().id()).isEqualTo(task.id());
        assertThat(lease.task().attempts()).isOne();
        assertThat(lease.task().firstAttempt()).isEqualTo(NOW);
        assertThat(heard).isEmpty();
        assertThat(engine.tasks().claim("q", 10, NOW)).isEmpty();
        assertThat(engine.tasks().statistics("q")).isEqualTo(new QueueStatistics(0, 1, 0, -1));
        assertThat(engine.tasks().list("q", 0, 10)).singleElement().satisfies(stored -> {
            assertThat(stored.attempts()).isOne();
            assertThat(stored.firstAttempt()).isEqualTo(NOW);
            assertThat(stored.payload()).containsExactly(7);
            assertThat(stored.headers()).isEqualTo(Map.of("a", "b"));
        });
        assertThat(engine.tasks().complete(List.of(lease))).isEmpty();
        assertThat(engine.tasks().statistics("q")).isEqualTo(new QueueStatistics(0, 0, 0, -1));
    }

    @Test
    void ofSeveralThoseWithoutAPlaceWait() {
        TaskRow first = task();
        TaskRow second = task();

        add(first, second);

        assertThat(taking.begun).extracting(lease -> lease.task().id()).containsExactly(first.id());
        assertThat(heard).containsExactly("q");
        assertThat(engine.tasks().claim("q", 10, NOW)).singleElement().satisfies(lease -> {
            assertThat(lease.task().id()).isEqualTo(second.id());
            assertThat(lease.task().attempts()).isOne();
        });
    }

    @Test
    void aTaskOfAPausedQueueWaitsAndItsPlaceIsGivenUp() {
        engine.tasks().pause("q");

        add(task());

        assertThat(taking.begun).isEmpty();
        assertThat(taking.places).isOne();
        assertThat(waiting()).isOne();
        engine.tasks().resume("q");
        assertThat(engine.tasks().claim("q", 10, NOW)).hasSize(1);
    }

    @Test
    void aProcessThatCountsAsDeadTakesNothing() {
        tables.run("update S.node set alive_until = 0");

        add(task());

        assertThat(taking.begun).isEmpty();
        assertThat(taking.places).isOne();
        assertThat(waiting()).isOne();
    }

    @Test
    void whatAProcessHasTakenOverGoesToOthersWhenItIsDead() {
        add(task());
        try (PostgresEngine other = engine()) {
            other.open();
            tables.run("update S.node set alive_until = 0 where id = "
                    + engine.status().details().get("node"));

            other.beat();

            assertThat(other.tasks().claim("q", 10, NOW)).singleElement().satisfies(lease -> {
                assertThat(lease.task().attempts()).isEqualTo(2);
                assertThat(engine.tasks().complete(taking.begun)).isEqualTo(taking.begun);
                assertThat(other.tasks().complete(List.of(lease))).isEmpty();
            });
        }
    }

    @Test
    void aCommitThatDoesNotHappenGivesItsPlaceUp() {
        connections.loseNext(Loss.OF_THE_COMMIT);

        assertThat(add(task())).isInstanceOf(CommitResult.Conflict.class);

        assertThat(taking.begun).isEmpty();
        assertThat(taking.places).isOne();
        assertThat(waiting()).isZero();
    }

    @Test
    void ifTheAnswerIsLostWhoLooksNextFindsTheTaskWaiting() {
        connections.loseNext(Loss.OF_THE_ANSWER);

        assertThat(add(task())).isInstanceOf(CommitResult.Committed.class);

        assertThat(taking.begun).isEmpty();
        assertThat(taking.places).isOne();
        assertThat(engine.tasks().nextEtas()).containsKey("q");
        assertThat(engine.tasks().claim("q", 10, NOW))
                .singleElement()
                .satisfies(lease -> assertThat(lease.task().attempts()).isOne());
    }

    @Test
    void whatHasANameOrTraitsOrComesWithOtherChangesIsClaimedLikeOthers() {
        TaskRow plain = task();
        TaskRow keyed = task().withTraits(new TaskTraits("key", 1, null, null));

        add(keyed);
        new Writes().put("a", "1").task(new TaskChange.Add(plain)).in(engine);

        assertThat(taking.begun).isEmpty();
        assertThat(taking.places).isOne();
        assertThat(engine.tasks().claim("q", 10, NOW)).hasSize(2);
    }
}
