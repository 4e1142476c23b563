package dev.kindred.datastore.engine.postgres;

import static dev.kindred.datastore.store.Writes.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariDataSource;
import dev.kindred.datastore.store.CommitResult.Committed;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.StoreException;
import dev.kindred.datastore.store.TaskChange;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TransactionMode;
import dev.kindred.datastore.store.Writes;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections that lead to a server that only reads, among some that do not or for good. */
class PostgresNoWritesTests {

    private static final int CONNECTIONS = 3;

    private final HikariDataSource pool = pool();
    private final PostgresEngine engine =
            PostgresEngine.on(pool).schema(TestServer.newSchema()).build();

    private static HikariDataSource pool() {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(TestServer.url());
        pool.setMaximumPoolSize(CONNECTIONS + 1);
        return pool;
    }

    @BeforeEach
    void open() {
        engine.open();
        assertThat(new Writes().put("before", "1").in(engine)).isInstanceOf(Committed.class);
    }

    @AfterEach
    void close() {
        engine.close();
        pool.close();
    }

    /** All that the pool has now, and none that it makes later. */
    private void letTheServerOfTheseConnectionsOnlyRead() throws SQLException {
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            connections.add(pool.getConnection());
        }
        for (Connection connection : connections) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("set default_transaction_read_only = on");
            }
            connection.close();
        }
    }

    private boolean exists(String key) {
        try (StorageTransaction reader = engine.begin(TransactionMode.READ_ONLY)) {
            return reader.get(bytes(key)) != null;
        }
    }

    private static void defaultOfTheServer(String setting) throws SQLException {
        try (Connection connection = TestServer.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("set default_transaction_read_only = off");
            statement.execute("alter system " + setting);
            statement.execute("select pg_reload_conf()");
        }
    }

    @Test
    void aCommitGoesOnToAConnectionThatTakesWrites() throws SQLException {
        letTheServerOfTheseConnectionsOnlyRead();

        assertThat(new Writes().put("a", "1").in(engine)).isInstanceOf(Committed.class);
        assertThat(exists("a")).isTrue();
    }

    @Test
    void aTaskThatIsAddedAloneGoesOnToAConnectionThatTakesWrites() throws SQLException {
        letTheServerOfTheseConnectionsOnlyRead();

        TaskRow task = TaskRow.waiting(engine.tasks().nextId(), "q", null, 1, 100, new byte[0], Map.of(), 1);
        assertThat(new Writes().task(new TaskChange.Add(task)).in(engine)).isInstanceOf(Committed.class);
        assertThat(engine.tasks().list("q", 0, 10)).hasSize(1);
    }

    @Test
    void aTransactionThatHasReadThereFailsAndTheNextMeetsAnotherConnection() throws SQLException {
        letTheServerOfTheseConnectionsOnlyRead();

        int failures = 0;
        for (int i = 0; i <= CONNECTIONS; i++) {
            try (StorageTransaction transaction = engine.begin(TransactionMode.READ_WRITE)) {
                transaction.get(bytes("before"));
                if (transaction.commit(new Writes().put("a", "1").changes()) instanceof Committed) {
                    break;
                }
            } catch (StoreException e) {
                assertThat(e).hasMessageContaining("takes no writes");
                failures++;
            }
        }

        assertThat(failures).isBetween(1, CONNECTIONS);
        assertThat(exists("a")).isTrue();
    }

    @Test
    void aServerThatOnlyReadsIsCalledThatAndNothingIsLeftInDoubt() throws SQLException {
        defaultOfTheServer("set default_transaction_read_only = on");
        try {
            pool.getHikariPoolMXBean().softEvictConnections();
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> new Writes().put("a", "1").in(engine))
                    .withMessageContaining("the server takes no writes (25006)")
                    .withMessageContaining("targetServerType=primary");
        } finally {
            defaultOfTheServer("reset default_transaction_read_only");
        }

        assertThat(exists("a")).isFalse();
    }
}
