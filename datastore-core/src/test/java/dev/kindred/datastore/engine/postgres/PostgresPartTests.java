package dev.kindred.datastore.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.kindred.datastore.ConcurrentTransactionException;
import dev.kindred.datastore.EntityExistsException;
import dev.kindred.datastore.JoinedTransaction;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.Transaction;
import dev.kindred.datastore.TransactionOptions;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.store.JoinedStorageTransaction;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TransactionMode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One transaction for rows of the application's own and for entities and tasks: with our connection, and with theirs. */
class PostgresPartTests {

    private static final Key A = Key.of("City", "a");
    private static final Key B = Key.of("City", "b");

    private final String schema = TestServer.newSchema();
    private final PostgresEngine engine = PostgresEngine.on(TestServer.dataSource())
            .schema(schema)
            .notifications(Notifications.OFF) // it looks everywhere once it listens
            .build();
    private final LocalDatastore datastore = LocalDatastore.on(engine).build();

    @BeforeEach
    void table() throws SQLException {
        engine.open();
        datastore.put(List.of(city(B, 0)));
        try (Connection connection = TestServer.dataSource().getConnection()) {
            run(connection, "create table " + schema + ".bill (n int primary key)");
        }
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private static Entity city(Key key, long population) {
        return Entity.builder(key).set("population", population).build();
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void bill(Connection connection, int number) throws SQLException {
        run(connection, "insert into " + schema + ".bill values (" + number + ")");
    }

    private List<Integer> bills() throws SQLException {
        try (Connection connection = TestServer.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select n from " + schema + ".bill order by n")) {
            List<Integer> bills = new ArrayList<>();
            while (rows.next()) {
                bills.add(rows.getInt(1));
            }
            return bills;
        }
    }

    private long waiting() {
        return engine.tasks().statistics("q").waiting();
    }

    private TaskRow task(String name) {
        return TaskRow.waiting(
                engine.tasks().nextId(), "q", name, 0, TaskRow.DEFAULT_PRIORITY, new byte[] {1}, Map.of(), 0);
    }

    // Our transaction, their statements

    @Test
    void statementsOnALentConnectionAreCommittedWithTheEntities() throws SQLException {
        try (Transaction transaction = datastore.begin(TransactionOptions.DEFAULT)) {
            transaction.put(List.of(city(A, 1)));
            bill(transaction.connection(), 1);
            assertThat(bills()).isEmpty();

            transaction.commit();
        }

        assertThat(bills()).containsExactly(1);
        assertThat(datastore.find(A)).isNotNull();
    }

    @Test
    void statementsAloneAreCommittedToo() throws SQLException {
        try (Transaction transaction = datastore.begin(TransactionOptions.DEFAULT)) {
            bill(transaction.connection(), 1);

            transaction.commit();
        }

        assertThat(bills()).containsExactly(1);
    }

    @Test
    void rollbackTakesTheirStatementsAwayAndTheConnectionGoesBackAsItCame() throws SQLException {
        try (Transaction transaction = datastore.begin(TransactionOptions.DEFAULT)) {
            bill(transaction.connection(), 1);
            transaction.put(List.of(city(A, 1)));
        }

        assertThat(bills()).isEmpty();
        assertThat(datastore.find(A)).isNull();
        try (Connection connection = TestServer.dataSource().getConnection()) {
            assertThat(connection.getAutoCommit()).isTrue();
        }
    }

    @Test
    void theirStatementsSeeTheirOwnPlansAndOursDoNotScanTables() throws SQLException {
        try (Transaction transaction = datastore.begin(TransactionOptions.DEFAULT)) {
            Connection connection = transaction.connection();
            assertThat(setting(connection, "enable_seqscan")).isEqualTo("on");

            transaction.find(B);

            assertThat(setting(connection, "enable_seqscan")).isEqualTo("on");
            assertThat(setting(connection, "transaction_isolation")).isEqualTo("serializable");
        }
    }

    private static String setting(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("show " + name)) {
            rows.next();
            return rows.getString(1);
        }
    }

    @Test
    void whatTheirStatementsReadCountsForConflicts() throws SQLException {
        try (Connection connection = TestServer.dataSource().getConnection()) {
            bill(connection, 1);
        }
        try (Transaction one = datastore.begin(TransactionOptions.DEFAULT);
                Transaction other = datastore.begin(TransactionOptions.DEFAULT)) {
            // Each reads what the other writes: a bill by hand, and an entity.
            run(one.connection(), "select * from " + schema + ".bill");
            other.find(B);
            one.put(List.of(city(B, 1)));
            run(other.connection(), "update " + schema + ".bill set n = 2");
            one.commit();

            assertThatExceptionOfType(ConcurrentTransactionException.class).isThrownBy(other::commit);
        }
        assertThat(bills()).containsExactly(1);
    }

    @Test
    void aFailedStatementThatWasCaughtIsToldOfByTheCommit() throws SQLException {
        try (Transaction transaction = datastore.begin(TransactionOptions.DEFAULT)) {
            Connection connection = transaction.connection();
            assertThatExceptionOfType(SQLException.class).isThrownBy(() -> run(connection, "select 1 / 0"));

            assertThatExceptionOfType(dev.kindred.datastore.store.StoreException.class)
                    .isThrownBy(transaction::commit)
                    .withMessageContaining("25P02")
                    .withMessageContaining("its exception was caught");
        }
    }

    // Their transaction, our writes

    /** A transaction of the application's, and our part in it. */
    private final class Outer implements AutoCloseable {

        final Connection connection;
        final JoinedTransaction ours;

        Outer(String... before) throws SQLException {
            connection = TestServer.dataSource().getConnection();
            connection.setAutoCommit(false);
            long begun = System.nanoTime();
            for (String sql : before) {
                run(connection, sql);
            }
            JoinedStorageTransaction storage =
                    Objects.requireNonNull(engine.join(connection, TransactionMode.READ_WRITE, begun));
            ours = datastore.join(storage, TransactionOptions.DEFAULT);
        }

        void commit() throws SQLException {
            ours.flush();
            connection.commit();
            ours.committed();
        }

        @Override
        public void close() throws SQLException {
            connection.rollback();
            ours.close();
            connection.setAutoCommit(true);
            connection.close();
        }
    }

    @Test
    void entitiesAndTasksAreCommittedByTheOwnerAndWorkersHearOfItThen() throws SQLException {
        List<String> told = new ArrayList<>();
        engine.tasks().onReady(told::addAll);
        try (Outer outer = new Outer()) {
            outer.ours.put(List.of(city(A, 1)));
            bill(outer.connection, 1);
            outer.ours.addTasks(List.of(task("t")));
            outer.ours.afterCommit(() -> told.add("after"));
            outer.ours.flush();
            assertThat(datastore.find(A)).isNull();
            assertThat(told).isEmpty();

            outer.connection.commit();
            outer.ours.committed();
        }

        assertThat(bills()).containsExactly(1);
        assertThat(datastore.count(Query.kind("City"))).isEqualTo(2);
        assertThat(waiting()).isEqualTo(1);
        assertThat(told).containsExactly("q", "after");
    }

    @Test
    void theOwnersRollbackTakesEverythingAway() throws SQLException {
        try (Outer outer = new Outer()) {
            bill(outer.connection, 1);
            outer.ours.addTasks(List.of(task("t")));
            outer.ours.flush();
        }
        try (Outer outer = new Outer()) {
            outer.ours.put(List.of(city(A, 1)));
            outer.ours.flush();
        }

        assertThat(bills()).isEmpty();
        assertThat(waiting()).isZero();
        assertThat(datastore.find(A)).isNull();
    }

    @Test
    void aTransactionThatHasRunNothingIsMadeSerializable() throws SQLException {
        try (Outer outer = new Outer()) {
            outer.ours.find(B);

            assertThat(setting(outer.connection, "transaction_isolation")).isEqualTo("serializable");
        }
    }

    @Test
    void oneThatHasRunStatementsIsRefusedForEntitiesAndGoesOn() throws SQLException {
        try (Outer outer = new Outer("select 1")) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> outer.ours.find(B))
                    .withMessageContaining("@Transactional(isolation = Isolation.SERIALIZABLE)");
            bill(outer.connection, 1);
            outer.ours.addTasks(List.of(task("t")));
            outer.commit();
        }

        assertThat(bills()).containsExactly(1);
        assertThat(waiting()).isEqualTo(1);
    }

    @Test
    void oneThatIsSerializableAlreadyIsJoinedWhateverItHasRun() throws SQLException {
        try (Outer outer = new Outer("set transaction isolation level serializable", "select 1")) {
            outer.ours.put(List.of(city(A, 1)));
            outer.commit();
        }

        assertThat(datastore.find(A)).isNotNull();
    }

    @Test
    void aReadOnlyOneThatHasRunStatementsWithoutASnapshotIsNotJoined() throws SQLException {
        try (Connection connection = TestServer.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            assertThat(engine.join(connection, TransactionMode.READ_ONLY, System.nanoTime()))
                    .isNotNull();
            run(connection, "select 1");
            assertThat(engine.join(connection, TransactionMode.READ_ONLY, System.nanoTime()))
                    .isNull();
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    @Test
    void whatIsWrittenAfterTheFlushIsWrittenThrough() throws SQLException {
        try (Outer outer = new Outer()) {
            outer.ours.put(List.of(city(A, 1)));
            outer.ours.flush();
            outer.ours.put(List.of(city(A, 2)));
            outer.ours.delete(List.of(B));
            assertThat(outer.ours.find(A)).isEqualTo(city(A, 2));

            outer.connection.commit();
            outer.ours.committed();
        }

        assertThat(datastore.find(A)).isEqualTo(city(A, 2));
        assertThat(datastore.find(B)).isNull();
        assertThat(datastore.count(Query.kind("City").filter("population =", Value.of(1))))
                .isZero();
    }

    @Test
    void aWriteThatIsRefusedSaysWhyAndDoomsTheWhole() throws SQLException {
        try (Outer outer = new Outer()) {
            bill(outer.connection, 1);
            outer.ours.rollback();
        }
        try (Outer outer = new Outer()) {
            outer.ours.insert(List.of(city(B, 1)));
            bill(outer.connection, 1);

            assertThatExceptionOfType(EntityExistsException.class)
                    .isThrownBy(outer.ours::flush)
                    .withMessageContaining("b");
            assertThat(outer.ours.state()).isEqualTo(Transaction.State.FAILED);
            assertThatIllegalStateException().isThrownBy(outer.ours::flush);
        }
        assertThat(bills()).isEmpty();
    }

    @Test
    void aConflictIsFoundWhereverItShows() throws SQLException {
        try (Outer outer = new Outer()) {
            outer.ours.find(B);
            datastore.put(List.of(city(B, 5)));
            outer.ours.put(List.of(city(B, 6)));

            assertThatExceptionOfType(ConcurrentTransactionException.class).isThrownBy(outer.ours::flush);
        }
        assertThat(datastore.find(B)).isEqualTo(city(B, 5));
    }

    @Test
    void marksGiveUpWhatCameLater() throws SQLException {
        try (Outer outer = new Outer()) {
            outer.ours.put(List.of(city(A, 1)));
            Transaction.Mark mark = outer.ours.mark();
            outer.ours.put(List.of(city(A, 2), city(B, 3)));
            outer.ours.addTasks(List.of(task("t")));

            outer.ours.backTo(mark);
            outer.commit();
        }

        assertThat(datastore.find(A)).isEqualTo(city(A, 1));
        assertThat(datastore.find(B)).isEqualTo(city(B, 0));
        assertThat(waiting()).isZero();
    }

    @Test
    void countsOfEntitiesAreRightAfterManyJoinedCommitsBesideOthers() throws Exception {
        Thread beside = new Thread(() -> {
            for (int i = 0; i < 30; i++) {
                datastore.put(List.of(city(Key.of("Beside", "b" + i), i)));
            }
        });
        beside.start();
        for (int i = 0; i < 30; i++) {
            try (Outer outer = new Outer()) {
                outer.ours.find(Key.of("Joined", "j" + i));
                datastore.put(List.of(city(Key.of("Joined", "k" + i), i)));
                outer.ours.put(List.of(city(Key.of("Joined", "j" + i), i)));
                outer.commit();
            } catch (ConcurrentTransactionException meanwhile) {
                i--;
            } catch (SQLException atTheCommit) {
                assertThat(atTheCommit.getSQLState()).isEqualTo("40001");
                i--;
            }
        }
        beside.join();

        assertThat(datastore.metadata().statistics("Joined").entities()).isEqualTo(60);
        assertThat(datastore.metadata().statistics("Beside").entities()).isEqualTo(30);
    }

    @Test
    void itCannotBeCommittedByItself() throws SQLException {
        try (Outer outer = new Outer()) {
            assertThatIllegalStateException().isThrownBy(outer.ours::commit).withMessageContaining("part of another");
        }
    }
}
