package dev.kindred.datastore.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.kindred.datastore.store.ByteRange;
import dev.kindred.datastore.store.CommitResult;
import dev.kindred.datastore.store.EntityRow;
import dev.kindred.datastore.store.Scan;
import dev.kindred.datastore.store.ScanDirection;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.TransactionMode;
import dev.kindred.datastore.store.WriteOf;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server speaks, how long it may take, and what it is not told. */
class PostgresSettingsTests {

    private static final byte[] KEY = {9};

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            PostgreSQL 18.6 on x86_64-pc-linux-gnu, compiled by gcc | POSTGRESQL
            PostgreSQL 15.12-YB-2.25.2.0-b0 on x86_64-pc-linux-gnu | YUGABYTE
            CockroachDB CCL v24.1.0 (x86_64-pc-linux-gnu, built 2024/05/15) | COCKROACH
            PostgreSQL 14.9 (Some Service 3) | POSTGRESQL
            """)
    void aServerIsKnownByItsVersion(String version, Dialect dialect) {
        assertThat(Dialect.of(version)).isEqualTo(dialect);
    }

    @Test
    void anOldServerIsRefusedWithWhatIsNeeded() {
        assertThat(Opening.tooOld("PostgreSQL 12.4 on x86_64"))
                .hasMessageContaining("\"PostgreSQL 12.4 on x86_64\"")
                .hasMessageContaining("PostgreSQL 14 or later");
    }

    @Test
    void aServerThatDoesNotNumberTransactionsIsRefused() {
        assertThatExceptionOfType(ServerNotUsableException.class)
                .isThrownBy(() -> Opening.check(Dialect.COCKROACH, "CockroachDB CCL v24.1.0"))
                .withMessageContaining("\"CockroachDB CCL v24.1.0\"")
                .withMessageContaining("pg_current_xact_id");
    }

    @Test
    void keysAreSortedWhereTheyWouldBeSpreadByAHash() {
        assertThat(PostgresEngine.ddl("s", Dialect.YUGABYTE))
                .contains("primary key (p asc, e asc)", "primary key (k asc)", "primary key (k asc, slot asc)");
        assertThat(PostgresEngine.ddl("s", Dialect.COCKROACH))
                .isEqualTo(PostgresEngine.ddl("s"))
                .doesNotContain(" asc");
    }

    private static CommitResult put(StorageEngine engine) {
        try (StorageTransaction writer = engine.begin(TransactionMode.READ_WRITE)) {
            return writer.commit(WriteOf.entity(KEY, new byte[] {1}));
        }
    }

    @Test
    void aStatementThatTakesTooLongNamesTheSettingAndWhatItIs() throws SQLException {
        String schema = TestServer.newSchema();
        try (StorageEngine engine = PostgresEngine.on(TestServer.dataSource())
                        .schema(schema)
                        .statementTimeout(Duration.ofMillis(150))
                        .build();
                Connection locking = TestServer.dataSource().getConnection();
                Statement statement = locking.createStatement()) {
            put(engine);
            statement.execute("begin");
            statement.execute("lock table " + schema + ".entity in access exclusive mode");

            try (StorageTransaction reader = engine.begin(TransactionMode.READ_ONLY)) {
                assertThatExceptionOfType(StatementTimeoutException.class)
                        .isThrownBy(() -> reader.apart().get(KEY))
                        .withMessageStartingWith(
                                "Reading took longer than the 150 ms that the setting \"statementTimeout\"")
                        .satisfies(e -> assertThat(e.limit()).hasMillis(150));
            }
            try (StorageTransaction reader = engine.begin(TransactionMode.READ_ONLY)) {
                assertThatExceptionOfType(StatementTimeoutException.class).isThrownBy(() -> reader.get(KEY));
            }
            assertThatExceptionOfType(StatementTimeoutException.class)
                    .isThrownBy(() -> put(engine))
                    .withMessageStartingWith("Committing took longer");
            statement.execute("rollback");
            assertThat(put(engine)).isInstanceOf(CommitResult.Committed.class);
        }
    }

    @Test
    void noSettingLeaksToTheNextUserOfAConnection() throws SQLException {
        try (StorageEngine engine =
                TestServer.engine().statementTimeout(Duration.ofSeconds(9)).build()) {
            put(engine);
            for (TransactionMode mode : TransactionMode.values()) {
                try (StorageTransaction transaction = engine.begin(mode)) {
                    assertThat(transaction.apart().get(KEY)).isNotNull();
                    assertThat(transaction.get(KEY)).isNotNull();
                }
            }
        }
        for (String setting : new String[] {"statement_timeout", "enable_seqscan", "transaction_isolation"}) {
            try (Connection connection = TestServer.dataSource().getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("show " + setting)) {
                rows.next();
                assertThat(rows.getString(1)).isIn("0", "on", "read committed");
            }
        }
    }

    @Test
    void aTimeoutIsATimeOfMillisecondsOrNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TestServer.engine().statementTimeout(Duration.ofNanos(5)))
                .withMessageContaining("\"PT0.000000005S\"")
                .withMessageContaining("1 ms or more");
    }

    @Test
    void nothingIsPreparedOnTheServerIfSoChosen() throws SQLException {
        try (StorageEngine engine =
                TestServer.engine().preparedStatements(PreparedStatements.NONE).build()) {
            put(engine);
            for (int i = 0; i < 20; i++) {
                try (StorageTransaction reader = engine.begin(TransactionMode.READ_ONLY)) {
                    assertThat(reader.get(KEY)).isNotNull();
                }
            }
            Connections connections = new Connections(TestServer.dataSource(), PreparedStatements.NONE);
            try (Connection connection = connections.connect()) {
                assertThat(connection.unwrap(org.postgresql.PGConnection.class).getPrepareThreshold())
                        .isZero();
            }
        }
    }

    /** Waits for no writer here, since there is none. */
    @Test
    void aSerialReaderSeesOneStateAndCommitsNothing() {
        try (StorageEngine engine = TestServer.engine().build()) {
            put(engine);
            try (StorageTransaction reader = engine.begin(TransactionMode.READ_SERIAL);
                    Scan<EntityRow> scan =
                            reader.scanEntities(new ByteRange(new byte[0], null), ScanDirection.ASCENDING, 10)) {
                assertThat(scan.next()).isNotNull();
                put(engine);

                assertThat(reader.get(KEY)).isNotNull();
                assertThat(reader.apart()).isSameAs(reader);
            }
        }
    }
}
