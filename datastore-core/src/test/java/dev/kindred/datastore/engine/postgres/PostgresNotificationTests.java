package dev.kindred.datastore.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kindred.datastore.store.TaskChange;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.Writes;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What processes hear of each other's tasks. */
class PostgresNotificationTests {

    private final TestTables tables = new TestTables();
    private final SeenStatements statements = new SeenStatements(TestServer.dataSource());
    private final PostgresEngine one = engine().build();
    private final PostgresEngine other = engine().build();
    private final Set<String> heard = ConcurrentHashMap.newKeySet();

    private PostgresEngine.Builder engine() {
        return PostgresEngine.on(statements.dataSource())
                .schema(tables.schema())
                .waitForProbe(Duration.ofSeconds(10));
    }

    @AfterEach
    void close() {
        one.close();
        other.close();
    }

    private static void add(PostgresEngine engine, String queue) {
        long now = engine.tasks().now();
        TaskRow task = TaskRow.waiting(engine.tasks().nextId(), queue, null, now, 100, new byte[0], Map.of(), now);
        new Writes().task(new TaskChange.Add(task)).in(engine);
    }

    private void listen(PostgresEngine engine) {
        engine.open();
        engine.tasks().onReady(heard::addAll);
        await().until(engine::isHearing);
        heard.clear();
    }

    @Test
    void oneHearsOfTheTasksThatAnotherAdds() {
        one.open();
        listen(other);
        one.beat();

        add(one, "mail");

        await().untilAsserted(() -> assertThat(heard).containsExactly("mail"));
    }

    @Test
    void whoHearsLooksLessOftenOnceThoseWhoWereAloneMustKnowOfIt() {
        try (PostgresEngine quick = engine().lease(Duration.ofSeconds(12)).build()) {
            listen(quick);
            assertThat(quick.tasks().pollInterval()).isEqualTo(Duration.ofSeconds(5));

            await().untilAsserted(() -> assertThat(quick.tasks().pollInterval()).isEqualTo(Duration.ofSeconds(15)));
        }
    }

    @Test
    void whoListensLearnsAtOnceThatItIsNotAloneAnyMore() {
        one.open();
        one.tasks().onReady(queues -> {});
        await().until(one::isHearing);

        listen(other);
        await().untilAsserted(() -> {
            add(one, "mail");
            assertThat(heard).contains("mail");
        });
    }

    @Test
    void theOnlyOneNotifiesNobody() {
        listen(one);
        long before = statements.containing("pg_notify");

        add(one, "mail");

        assertThat(heard).containsExactly("mail");
        assertThat(statements.containing("pg_notify")).isEqualTo(before);
    }

    @Test
    void nobodyIsNotifiedInTheTransactionOfACommitAndManyAreToldAtOnce() {
        one.open();
        listen(other);
        one.beat();

        for (int i = 0; i < 100; i++) {
            add(one, "q" + i % 3);
        }

        await().untilAsserted(() -> assertThat(heard).containsExactlyInAnyOrder("q0", "q1", "q2"));
        assertThat(statements.texts())
                .filteredOn(text -> text.contains("pg_notify"))
                .hasSizeBetween(2, 100)
                .containsOnly("select pg_notify(?, ?)");
    }

    @Test
    void whoLosesItsConnectionConnectsAgainAndLooksEverywhere() {
        listen(other);
        add(other, "left");
        heard.clear();

        tables.run("select pg_terminate_backend(pid) from pg_stat_activity where query = 'listen " + tables.schema()
                + "'");

        await().untilAsserted(() -> assertThat(heard).contains("left"));
        await().until(other::isHearing);
        one.open();
        heard.clear();
        one.beat();
        add(one, "mail");
        await().untilAsserted(() -> assertThat(heard).contains("mail"));
    }

    @Test
    void whereNothingArrivesItLooksMoreOften() {
        statements.change(text -> text.startsWith("listen") ? "select 1" : text);
        try (PostgresEngine pooled =
                engine().waitForProbe(Duration.ofMillis(100)).build()) {
            pooled.open();
            pooled.tasks().onReady(heard::addAll);

            await().until(() -> statements.containing("unlisten") > 0);
            assertThat(pooled.isHearing()).isFalse();
            assertThat(pooled.tasks().pollInterval()).isEqualTo(Duration.ofSeconds(5));
        }
    }

    @Test
    void itCanBeSwitchedOff() {
        try (PostgresEngine silent = engine().notifications(Notifications.OFF).build()) {
            silent.open();
            silent.tasks().onReady(heard::addAll);
            other.open();
            silent.beat();

            add(silent, "mail");

            assertThat(heard).containsExactly("mail");
            assertThat(statements.containing("listen")).isZero();
            assertThat(statements.containing("pg_notify")).isZero();
        }
    }

    @Test
    void listensOnAConnectionFromElsewhereIfToldTo() {
        SeenStatements direct = new SeenStatements(TestServer.dataSource());
        try (PostgresEngine engine = engine().listenOn(direct.dataSource()).build()) {
            listen(engine);

            assertThat(direct.containing("listen")).isEqualTo(1);
            assertThat(statements.containing("listen")).isZero();
        }
    }

    @Test
    void sayingThatOneLivesAndTakingOverIsOneStatement() {
        one.open();
        listen(other);
        statements.texts().clear();

        one.beat();
        other.beat();

        assertThat(statements.texts()).hasSize(2);
    }
}
