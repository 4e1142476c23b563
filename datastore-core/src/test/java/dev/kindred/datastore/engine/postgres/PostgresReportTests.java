package dev.kindred.datastore.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.engine.postgres.LostConnections.Loss;
import dev.kindred.datastore.store.CommitResult.Conflict;
import dev.kindred.datastore.store.EntityPut;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.StoreClosedException;
import dev.kindred.datastore.store.TransactionMode;
import dev.kindred.datastore.store.Writes;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an operator is told about the server and the store on it. */
class PostgresReportTests {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final String schema = TestServer.newSchema();
    private final LostConnections connections = new LostConnections(TestServer.dataSource());

    private PostgresEngine engine() {
        return PostgresEngine.on(connections.dataSource()).schema(schema).build();
    }

    @Test
    void theServerSaysWhatItIsAndHowManyUseTheStore() {
        try (PostgresEngine one = engine();
                PostgresEngine other = engine()) {
            one.open();
            assertThat(one.report(LIMIT)).satisfies(report -> {
                assertThat(report.server())
                        .matches("PostgreSQL \\d+(\\.\\d+)?.*")
                        .doesNotContain(" on ");
                assertThat(report.standby()).isFalse();
                assertThat(report.nodes()).isEqualTo(1);
                assertThat(report.standbys()).isNotNull();
                assertThat(report.waitingForLocks()).isNotNull();
                assertThat(report.deadlocks()).isNotNull();
            });

            other.open();
            assertThat(one.report(LIMIT).nodes()).isEqualTo(2);

            other.close();
            assertThat(one.report(LIMIT).nodes()).isEqualTo(1);
        }
    }

    @Test
    void theOldestTransactionIsSeen() {
        try (PostgresEngine engine = engine();
                StorageTransaction open = engine.begin(TransactionMode.READ_ONLY)) {
            open.snapshotVersion();

            assertThat(engine.report(LIMIT).oldestTransaction()).isNotNull();
        }
    }

    @Test
    void askingAClosedEngineDoesNotOpenIt() {
        PostgresEngine engine = engine();

        assertThatExceptionOfType(StoreClosedException.class).isThrownBy(() -> engine.report(LIMIT));

        assertThat(engine.isOpen()).isFalse();
    }

    @Test
    void conflictsAndCommitsOfUnknownOutcomeAreCounted() {
        try (PostgresEngine engine = engine()) {
            new Writes().put("a", "1").in(engine);
            try (StorageTransaction first = engine.begin(TransactionMode.READ_WRITE);
                    StorageTransaction second = engine.begin(TransactionMode.READ_WRITE)) {
                first.get(Writes.bytes("a"));
                second.get(Writes.bytes("a"));
                first.commit(put("2"));
                assertThat(second.commit(put("3"))).isInstanceOf(Conflict.class);
            }
            connections.loseNext(Loss.OF_THE_ANSWER);
            new Writes().put("b", "1").in(engine);

            assertThat(engine.status().details())
                    .containsEntry("serializationConflicts", 1L)
                    .containsEntry("deadlocks", 0L)
                    .containsEntry("resolvedCommits", 1L)
                    .containsKeys("commits", "repeatedCommits", "openTransactions", "node", "epoch", "schema");
            assertThat((long) engine.status().details().get("heartbeatAgeMillis"))
                    .isBetween(0L, 30_000L);
        }
    }

    private static dev.kindred.datastore.store.Changes put(String value) {
        return new dev.kindred.datastore.store.Changes(
                List.of(new EntityPut(Writes.bytes("a"), Writes.bytes(value), EntityPut.Precondition.NONE)),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }
}
