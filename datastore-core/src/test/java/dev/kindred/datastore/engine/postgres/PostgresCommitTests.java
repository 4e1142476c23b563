package dev.kindred.datastore.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.kindred.datastore.engine.postgres.LostConnections.Loss;
import dev.kindred.datastore.store.ByteRange;
import dev.kindred.datastore.store.CommitResult;
import dev.kindred.datastore.store.CommitResult.Committed;
import dev.kindred.datastore.store.CommitResult.Conflict;
import dev.kindred.datastore.store.IndexRange;
import dev.kindred.datastore.store.IndexRow;
import dev.kindred.datastore.store.QueueStatistics;
import dev.kindred.datastore.store.Scan;
import dev.kindred.datastore.store.ScanDirection;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.StoreException;
import dev.kindred.datastore.store.TaskChange;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TransactionMode;
import dev.kindred.datastore.store.Writes;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What there is to go wrong between a process, its server, and other processes. */
class PostgresCommitTests {

    private final String schema = TestServer.newSchema();
    private final LostConnections connections = new LostConnections(TestServer.dataSource());

    private PostgresEngine engine() {
        return PostgresEngine.on(connections.dataSource()).schema(schema).build();
    }

    private static boolean exists(PostgresEngine engine, String key) {
        try (StorageTransaction reader = engine.begin(TransactionMode.READ_ONLY)) {
            return reader.get(Writes.bytes(key)) != null;
        }
    }

    @Test
    void aCommitWhoseAnswerIsLostIsFoundToHaveHappened() {
        try (PostgresEngine engine = engine()) {
            long before = ((Committed) new Writes().put("before", "1").in(engine)).version();
            connections.loseNext(Loss.OF_THE_ANSWER);

            CommitResult result = new Writes().put("a", "1").count("c", 1).in(engine);

            assertThat(result).isInstanceOfSatisfying(Committed.class, committed -> assertThat(committed.version())
                    .isGreaterThan(before));
            assertThat(exists(engine, "a")).isTrue();
            assertThat(new Writes().put("b", "1").in(engine)).isInstanceOf(Committed.class);
        }
    }

    @Test
    void aCommitThatNeverArrivedIsFoundNotToHaveHappened() {
        try (PostgresEngine engine = engine()) {
            new Writes().put("before", "1").in(engine);
            connections.loseNext(Loss.OF_THE_COMMIT);

            assertThat(new Writes().put("a", "1").in(engine))
                    .isInstanceOfSatisfying(Conflict.class, conflict -> assertThat(conflict.reason())
                            .contains("was not applied"));

            assertThat(exists(engine, "a")).isFalse();
            assertThat(new Writes().put("b", "1").in(engine)).isInstanceOf(Committed.class);
        }
    }

    @Test
    void aCommitIsFoundToHaveHappenedThoughTheAnswerToThatIsLostToo() {
        try (PostgresEngine engine = engine()) {
            new Writes().put("before", "1").in(engine);
            connections.loseNext(Loss.OF_THE_ANSWER, Loss.OF_THE_ANSWER, Loss.OF_THE_COMMIT, Loss.OF_THE_ANSWER);

            assertThat(new Writes().put("a", "1").in(engine)).isInstanceOf(Committed.class);

            assertThat(exists(engine, "a")).isTrue();
            assertThat(new Writes().put("b", "1").in(engine)).isInstanceOf(Committed.class);
        }
    }

    @Test
    void aCommitThatNeverArrivedIsFoundNotToHaveHappenedThoughTheAnswerToThatIsLostToo() {
        try (PostgresEngine engine = engine()) {
            new Writes().put("before", "1").in(engine);
            connections.loseNext(Loss.OF_THE_COMMIT, Loss.OF_THE_ANSWER, Loss.OF_THE_ANSWER);

            assertThat(new Writes().put("a", "1").in(engine)).isInstanceOf(Conflict.class);

            assertThat(exists(engine, "a")).isFalse();
        }
    }

    @Test
    void twoProcessesShareEntitiesCountersAndTasks() {
        try (PostgresEngine one = engine();
                PostgresEngine other = engine()) {
            new Writes().put("a", "1").count("c", 1).in(one);
            new Writes().put("b", "1").count("c", 2).in(other);
            TaskRow task = TaskRow.waiting(one.tasks().nextId(), "q", null, 1, 100, new byte[0], Map.of(), 1);
            new Writes().task(new TaskChange.Add(task)).in(one);

            assertThat(exists(one, "b")).isTrue();
            try (StorageTransaction reader = one.begin(TransactionMode.READ_ONLY)) {
                assertThat(reader.counters(ByteRange.startingWith(Writes.bytes("c"))))
                        .singleElement()
                        .satisfies(row -> assertThat(row.values()).containsExactly(3));
            }
            List<TaskLease> leases = other.tasks().claim("q", 10, 2);
            assertThat(leases).hasSize(1);
            assertThat(one.tasks().claim("q", 10, 2)).isEmpty();
            other.close();
            assertThat(one.tasks().claim("q", 10, 2)).hasSize(1);
        }
    }

    @Test
    void theTasksOfAProcessThatHasNotSaidForLongThatItLivesGoToOthers() throws SQLException {
        try (PostgresEngine silent = engine();
                PostgresEngine other = engine()) {
            TaskRow task = TaskRow.waiting(silent.tasks().nextId(), "q", null, 1, 100, new byte[0], Map.of(), 1);
            new Writes().task(new TaskChange.Add(task)).in(silent);
            TaskLease lost = silent.tasks().claim("q", 1, 2).get(0);
            other.open();
            sql("update " + schema + ".node set alive_until = 0 where id = "
                    + silent.status().details().get("node"));

            try (PostgresEngine third = engine()) {
                third.open();

                assertThat(third.tasks().claim("q", 1, 2))
                        .singleElement()
                        .satisfies(lease -> assertThat(lease.task().attempts()).isEqualTo(2));
                assertThat(silent.tasks().complete(List.of(lost))).containsExactly(lost);
                assertThat(third.tasks().statistics("q")).isEqualTo(new QueueStatistics(0, 1, 0, -1));
            }
        }
    }

    @Test
    void aStoreOfANewerFormatIsRefused() throws SQLException {
        try (PostgresEngine engine = engine()) {
            engine.open();
        }
        sql("update " + schema + ".setting set value = '2' where name = 'format'");

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(engine()::open)
                .withMessageContaining("format 2")
                .withMessageContaining(schema);
    }

    @Test
    void tablesThatAreMissingAreMadeOnlyIfThatIsAllowed() throws SQLException {
        PostgresEngine validating = PostgresEngine.on(TestServer.dataSource())
                .schema(schema)
                .schemaMode(SchemaMode.VALIDATE)
                .build();
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(validating::open)
                .withMessageContaining("schema: create");

        sql("create schema " + schema + "; " + PostgresEngine.ddl(schema));
        validating.open();
        new Writes().put("a", "1").in(validating);
        validating.close();
    }

    @Test
    void indexRowsThatAreThereBeforeTheirEntityStay() {
        try (PostgresEngine engine = engine()) {
            new Writes().index("p", "a").index("p", "b").in(engine);

            assertThat(new Writes()
                            .put("a", "1")
                            .index("p", "a")
                            .index("q", "a")
                            .in(engine))
                    .isInstanceOf(Committed.class);

            assertThat(indexed(engine, "p", "q")).containsExactly("p a", "p b", "q a");
        }
    }

    @Test
    void aTransactionThatMeetsAnIndexRowBeforeItsEntityIsDoneWhenItIsMadeAgain() {
        try (PostgresEngine engine = engine()) {
            new Writes().index("p", "a").in(engine);

            assertThat(readAndWrite(engine)).isInstanceOf(Conflict.class);
            assertThat(readAndWrite(engine)).isInstanceOf(Committed.class);

            assertThat(indexed(engine, "p", "q")).containsExactly("p a");
        }
    }

    private static CommitResult readAndWrite(PostgresEngine engine) {
        try (StorageTransaction transaction = engine.begin(TransactionMode.READ_WRITE)) {
            transaction.get(Writes.bytes("other"));
            return transaction.commit(new Writes().put("a", "1").index("p", "a").changes());
        }
    }

    private static List<String> indexed(PostgresEngine engine, String from, String last) {
        List<String> rows = new ArrayList<>();
        try (StorageTransaction reader = engine.begin(TransactionMode.READ_ONLY);
                Scan<IndexRow> scan = reader.scanIndex(
                        new IndexRange(IndexRange.atPrefix(Writes.bytes(from)), IndexRange.after(Writes.bytes(last))),
                        ScanDirection.ASCENDING,
                        100)) {
            for (IndexRow row = scan.next(); row != null; row = scan.next()) {
                rows.add(Writes.text(row.prefix()) + " " + Writes.text(row.key()));
            }
        }
        return rows;
    }

    @Test
    void theNameOfASchemaCannotBeAnything() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TestServer.engine().schema("a b; drop").build())
                .withMessageContaining("\"a b; drop\"");
    }

    private static void sql(String text) throws SQLException {
        try (Connection connection = TestServer.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(text);
        }
    }
}
