package dev.kindred.datastore.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.kindred.datastore.engine.postgres.LostConnections.Loss;
import dev.kindred.datastore.store.CommitResult.Committed;
import dev.kindred.datastore.store.CommitResult.LeaseLost;
import dev.kindred.datastore.store.CommitResult.Unknown;
import dev.kindred.datastore.store.TaskChange;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.Writes;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Processes that come, are silent, and go; what is theirs, and what they are told. */
class PostgresMembershipTests {

    private static final String SERVER_NOW = "(extract(epoch from clock_timestamp()) * 1000000)::bigint";

    private final TestTables tables = new TestTables();
    private final LostConnections connections = new LostConnections(TestServer.dataSource());
    private final PostgresEngine one = engine();
    private final PostgresEngine other = engine();

    private PostgresEngine engine() {
        return PostgresEngine.on(connections.dataSource())
                .schema(tables.schema())
                .notifications(Notifications.OFF)
                .build();
    }

    @AfterEach
    void close() {
        one.close();
        other.close();
    }

    private static Object node(PostgresEngine engine) {
        return engine.status().details().get("node");
    }

    private static TaskLease claimed(PostgresEngine engine) {
        long now = engine.tasks().now();
        TaskRow task = TaskRow.waiting(engine.tasks().nextId(), "q", null, now, 100, new byte[0], Map.of(), now);
        new Writes().task(new TaskChange.Add(task)).in(engine);
        return engine.tasks().claim("q", 1, now).get(0);
    }

    private void endLease(PostgresEngine engine) {
        tables.run("update S.node set alive_until = 1 where id = " + node(engine));
    }

    @Test
    void aProcessThatWasSilentForTooLongIsToldThatItsLeasesAreLostAndGoesOnAsAnother() {
        TaskLease lost = claimed(one);
        AtomicLong boundary = new AtomicLong();
        one.tasks().onLeasesLost(boundary::set);
        endLease(one);

        one.beat();

        assertThat(boundary.get()).isGreaterThan(lost.token());
        assertThat(one.status().details()).containsEntry("epoch", 2L);
        assertThat(one.tasks().complete(List.of(lost))).containsExactly(lost);
        assertThat(one.tasks().claim("q", 1, one.tasks().now())).singleElement().satisfies(lease -> {
            assertThat(lease.token()).isGreaterThan(boundary.get());
            assertThat(lease.task().attempts()).isEqualTo(2);
        });
    }

    @Test
    void aProcessWithAShortLeaseIsTakenForDeadSoon() {
        try (PostgresEngine brief = PostgresEngine.on(connections.dataSource())
                .schema(tables.schema())
                .notifications(Notifications.OFF)
                .lease(Duration.ofSeconds(3))
                .build()) {
            brief.open();
            one.open();

            assertThat(leftMicros(brief)).isBetween(1L, 3_000_000L);
            assertThat(leftMicros(one)).isGreaterThan(20_000_000);
            assertThat((long) brief.status().details().get("heartbeatAgeMillis"))
                    .isBetween(0L, 3_000L);
        }
    }

    private long leftMicros(PostgresEngine engine) {
        return tables.number("select alive_until - " + SERVER_NOW + " from S.node where id = " + node(engine));
    }

    @Test
    void aLeaseThatIsTooShortOrTooLongIsRefused() {
        PostgresEngine.Builder engine = PostgresEngine.on(connections.dataSource());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> engine.lease(Duration.ofMillis(2_999)))
                .withMessageContaining("\"PT2.999S\"")
                .withMessageContaining("3 seconds to 10 minutes");
        assertThatIllegalArgumentException().isThrownBy(() -> engine.lease(Duration.ofMinutes(11)));
    }

    @Test
    void aProcessThatLivesIsToldNothing() {
        TaskLease lease = claimed(one);
        AtomicLong boundary = new AtomicLong();
        one.tasks().onLeasesLost(boundary::set);

        one.beat();
        other.open();
        other.beat();

        assertThat(boundary).hasValue(0);
        assertThat(one.tasks().complete(List.of(lease))).isEmpty();
    }

    @Test
    void aListenerThatThrowsKeepsNoProcessFromGoingOn() {
        one.open();
        one.tasks().onLeasesLost(token -> {
            throw new IllegalStateException("on purpose");
        });
        endLease(one);

        one.beat();

        assertThat(claimed(one)).isNotNull();
    }

    @Test
    void aCommitThatEndsATaskOfAnOldLeaseFails() {
        TaskLease lost = claimed(one);
        endLease(one);
        other.open();
        one.beat();

        assertThat(new Writes()
                        .put("a", "1")
                        .task(new TaskChange.Complete(lost))
                        .in(one))
                .isEqualTo(new LeaseLost(lost.task().id()));
    }

    @Test
    void aProcessThatIsTakenForDeadClaimsNothingBeforeItHasSaidThatItLives() {
        TaskLease lease = claimed(one);
        one.tasks().handBack(List.of(lease));
        endLease(one);

        assertThat(one.tasks().claim("q", 1, one.tasks().now())).isEmpty();

        one.beat();
        assertThat(one.tasks().claim("q", 1, one.tasks().now())).hasSize(1);
    }

    @Test
    void anIdleProcessTakesOverAtTheMomentAnotherCountsAsDead() {
        TaskLease lost = claimed(one);
        Set<String> ready = ConcurrentHashMap.newKeySet();
        other.open();
        other.tasks().onReady(ready::addAll);
        tables.run("update S.node set alive_until = " + SERVER_NOW + " + 300000 where id = " + node(one));

        other.beat();

        assertThat(ready).isEmpty();
        await().until(() -> ready.contains("q"));
        assertThat(other.tasks().claim("q", 1, other.tasks().now()))
                .extracting(lease -> lease.task().id())
                .containsExactly(lost.task().id());
    }

    @Test
    void commitsUnderAnOldNumberLeaveThoseOfTheNewOwnerAlone() {
        new Writes().put("a", "1").in(one);
        endLease(one);
        other.open();
        assertThat(node(other)).isEqualTo(node(one));

        assertThat(new Writes().put("b", "1").in(one)).isInstanceOf(Committed.class);
        assertThat(new Writes().put("c", "1").in(other)).isInstanceOf(Committed.class);
        one.beat();
        assertThat(new Writes().put("d", "1").in(one)).isInstanceOf(Committed.class);
        assertThat(new Writes().put("e", "1").in(other)).isInstanceOf(Committed.class);

        assertThat(node(one)).isNotEqualTo(node(other));
        assertThat(tables.number("select count(*) from S.commit_slot c join S.node n on n.id = c.id >> 16"
                        + " where c.seq >> 40 <> n.epoch"))
                .isZero();
    }

    @Test
    void whatBecameOfACommitIsUnknownOnceOthersHaveTheNumber() {
        one.open();
        tables.run("update S.node set epoch = epoch + 1");
        connections.loseNext(Loss.OF_THE_COMMIT);

        assertThat(new Writes().put("a", "1").in(one)).isInstanceOf(Unknown.class);
    }

    @Test
    void idsOfManyProcessesDifferHoweverManyThereAre() {
        one.open();
        tables.run("insert into S.node values (16000, 1, 9000000000000000, 'far')");
        Set<Long> ids = new HashSet<>();

        LongStream.generate(one.tasks()::nextId).limit(1_000).forEach(ids::add);
        LongStream.generate(other.tasks()::nextId).limit(1_000).forEach(ids::add);

        assertThat(ids).hasSize(2_000).allMatch(id -> (id & 0x3FFF) == 1 || (id & 0x3FFF) == 16_001);
    }

    @Test
    void aProcessThatGoesKeepsItsNumberAsLongAsItsIdsRunAhead() {
        // More than time has for them.
        long last =
                LongStream.generate(one.tasks()::nextId).limit(500_000).max().orElseThrow();

        one.close();

        long lastMicros = (last >> 14 << 2) + 1_577_836_800_000_000L;
        assertThat(tables.number("select alive_until from S.node")).isGreaterThan(lastMicros);
    }

    @Test
    void aProcessThatMayHaveLostItsNumberGivesNoMoreIdsUnderIt() {
        one.open();
        endLease(one);
        other.open();

        // As many as half a minute has room for, at the end of which its lease was to be over at the latest.
        LongStream.generate(one.tasks()::nextId).limit(8_000_000).max();

        assertThat(node(one)).isNotEqualTo(node(other));
    }

    @Test
    void processesKnowWhatOthersKnowAsLongAsTheyLive() {
        one.open();
        other.tasks().knows(Set.of("mail.send", "mail.read"));

        assertThat(one.tasks().isKnownElsewhere("mail.send")).isTrue();
        assertThat(one.tasks().isKnownElsewhere("mail")).isFalse();
        assertThat(other.tasks().isKnownElsewhere("mail.send")).isFalse();

        endLease(other);
        assertThat(one.tasks().isKnownElsewhere("mail.send")).isFalse();
        other.beat();
        assertThat(one.tasks().isKnownElsewhere("mail.send")).isTrue();
        other.close();
        assertThat(one.tasks().isKnownElsewhere("mail.send")).isFalse();
        other.open();
        assertThat(one.tasks().isKnownElsewhere("mail.send")).isTrue();
    }

    @Test
    void whoIsGivenANumberKnowsNothingOfWhatItsFormerOwnerKnew() {
        other.tasks().knows(Set.of("mail.send"));
        other.close();
        try (PostgresEngine next = engine()) {
            next.open();

            assertThat(one.tasks().isKnownElsewhere("mail.send")).isFalse();
        }
    }

    @Test
    void theTimeOfTasksIsTheServers() {
        one.open();

        long now = one.tasks().now();

        assertThat(tables.number("select " + SERVER_NOW) - now).isBetween(-100_000L, 10_000_000L);
    }
}
