package dev.kindred.datastore.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.store.CommitResult.Committed;
import dev.kindred.datastore.store.EntityRow;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.TransactionMode;
import dev.kindred.datastore.store.Writes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tables that were restored from a dump into a server that counts its transactions from the beginning: their versions are greater than any of its own. */
class PostgresRestoreTests {

    private static final long GREATEST = 1_000_000_000_000L;

    private final String schema = TestServer.newSchema();

    private PostgresEngine engine() {
        return PostgresEngine.on(TestServer.dataSource()).schema(schema).build();
    }

    @Test
    void versionsGoOnBehindTheGreatestInTheTables() throws SQLException {
        restored();

        try (PostgresEngine engine = engine()) {
            long version = ((Committed) new Writes().put("b", "1").in(engine)).version();

            assertThat(version).isGreaterThan(GREATEST);
            assertThat(row(engine, "b").version()).isEqualTo(version);
            assertThat(snapshot(engine)).isGreaterThanOrEqualTo(version);
            assertThat(row(engine, "a").version()).isEqualTo(GREATEST);
            assertThat(((Committed) new Writes().put("a", "2").in(engine)).version())
                    .isGreaterThan(version);
        }
        String offset = setting("version_offset");
        try (PostgresEngine engine = engine()) {
            assertThat(snapshot(engine)).isGreaterThan(GREATEST);
        }
        assertThat(setting("version_offset")).as("nothing is added twice").isEqualTo(offset);
    }

    @Test
    void processesThatOpenThemAtTheSameTimeAddTheSame() throws Exception {
        restored();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<PostgresEngine> engines =
                IntStream.range(0, 4).mapToObj(i -> engine()).toList();
        try {
            List<Future<Long>> versions = IntStream.range(0, 4)
                    .mapToObj(i -> threads.submit(
                            () -> ((Committed) new Writes().put("k" + i, "1").in(engines.get(i))).version()))
                    .toList();
            long latest = 0;
            for (Future<Long> version : versions) {
                latest = Math.max(latest, version.get());
                assertThat(version.get()).isGreaterThan(GREATEST);
            }

            assertThat(((Committed) new Writes().put("last", "1").in(engines.get(0))).version())
                    .isGreaterThan(latest);
        } finally {
            threads.shutdownNow();
            engines.forEach(PostgresEngine::close);
        }
    }

    @Test
    void aServerThatCountsOnAddsNothing() throws SQLException {
        for (int i = 0; i < 3; i++) {
            try (PostgresEngine engine = engine()) {
                new Writes().put("a", "" + i).in(engine);
            }
        }

        assertThat(setting("version_offset")).isNull();
        assertThat(Long.parseLong(Objects.requireNonNull(setting("version_mark"))))
                .isPositive();
    }

    private void restored() throws SQLException {
        try (PostgresEngine engine = engine()) {
            new Writes().put("a", "1").in(engine);
        }
        sql("update " + schema + ".entity set version = " + GREATEST);
        // Written down some seconds before the dump.
        sql("update " + schema + ".setting set value = '" + (GREATEST - 50) + "' where name = 'version_mark'");
    }

    private static EntityRow row(PostgresEngine engine, String key) {
        try (StorageTransaction reader = engine.begin(TransactionMode.READ_ONLY)) {
            return Objects.requireNonNull(reader.get(Writes.bytes(key)));
        }
    }

    private static long snapshot(PostgresEngine engine) {
        try (StorageTransaction reader = engine.begin(TransactionMode.READ_ONLY)) {
            return reader.snapshotVersion();
        }
    }

    private String setting(String name) throws SQLException {
        try (Connection connection = TestServer.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select value from " + schema + ".setting where name = '" + name + "'")) {
            return rows.next() ? rows.getString(1) : null;
        }
    }

    private static void sql(String text) throws SQLException {
        try (Connection connection = TestServer.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(text);
        }
    }
}
