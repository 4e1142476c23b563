package dev.kindred.datastore.engine.postgres;

import static dev.kindred.datastore.store.Writes.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.store.CommitResult;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.StoreException;
import dev.kindred.datastore.store.Together;
import dev.kindred.datastore.store.TransactionMode;
import dev.kindred.datastore.store.Writes;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes on while all connections of the pool are in use: one is kept for what must. */
class PostgresFullPoolTests {

    private static final int CONNECTIONS = 4;

    private static final String NAME = "kindred-full-pool";

    private final HikariDataSource pool = pool();
    private final String schema = TestServer.newSchema();
    private final PostgresEngine engine = PostgresEngine.on(pool)
            .schema(schema)
            .notifications(Notifications.OFF)
            .build();

    private static HikariDataSource pool() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(TestServer.url());
        config.addDataSourceProperty("ApplicationName", NAME);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setConnectionTimeout(3_000);
        return new HikariDataSource(config);
    }

    @BeforeEach
    void open() {
        engine.open();
    }

    @AfterEach
    void close() {
        engine.close();
        pool.close();
    }

    private List<Connection> allThatAreLeft() throws SQLException {
        List<Connection> taken = new ArrayList<>();
        for (int i = 1; i < CONNECTIONS; i++) {
            taken.add(pool.getConnection());
        }
        return taken;
    }

    private static void handBack(List<Connection> connections) throws SQLException {
        for (Connection connection : connections) {
            connection.close();
        }
    }

    @Test
    void transactionsThatHoldAllConnectionsStoreNewNamesAndNumbers() {
        int threads = CONNECTIONS - 1;
        CyclicBarrier allHold = new CyclicBarrier(threads);
        AtomicInteger next = new AtomicInteger();
        try (LocalDatastore datastore = LocalDatastore.on(engine).build()) {
            datastore.put(Entity.builder(Key.of("City", "Oslo")).set("size", 1).build());
            Together.call(threads, () -> {
                int me = next.incrementAndGet();
                AtomicInteger attempts = new AtomicInteger();
                datastore.runInTransaction(transaction -> {
                    transaction.find(Key.of("City", "Oslo"));
                    if (attempts.incrementAndGet() == 1) {
                        meet(allHold);
                    }
                    transaction.put(Entity.builder(Key.of("City", "n" + me))
                            .set("new" + me, me)
                            .build());
                    transaction.insert(List.of(Entity.builder(Key.incomplete("Town" + me))
                            .set("of", me)
                            .build()));
                    return me;
                });
                return null;
            });
            for (int i = 1; i <= threads; i++) {
                assertThat(datastore.find(Key.of("City", "n" + i))).isNotNull();
                assertThat(datastore.count(Query.kind("Town" + i))).isEqualTo(1);
            }
        }
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theProcessSaysThatItLives() throws SQLException {
        List<Connection> taken = allThatAreLeft();
        try {
            engine.beat();
        } finally {
            handBack(taken);
        }
        try (Connection connection = TestServer.dataSource().getConnection();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("select " + Node.NOW + ", alive_until from " + schema + ".node")) {
            assertThat(rows.next()).isTrue();
            assertThat(Duration.ofNanos(1_000 * (rows.getLong(2) - rows.getLong(1))))
                    .isGreaterThan(Duration.ofSeconds(29));
        }
    }

    @Test
    void closingGivesEverythingBackToThePool() throws SQLException {
        List<Connection> taken = allThatAreLeft();
        engine.close();
        assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isEqualTo(taken.size());
        handBack(taken);
    }

    @Test
    void closingTakesTheKeptConnectionFromWhoHasIt() {
        StorageTransaction alone = engine.begin(TransactionMode.ALONE);
        alone.get(bytes("x"));
        engine.close();
        alone.close();
        assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
    }

    @Test
    void aBrokenKeptConnectionIsReplaced() throws SQLException {
        try (Connection connection = TestServer.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = '" + NAME + "'");
        }
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptionsInstanceOf(StoreException.class)
                .untilAsserted(() -> alone("x"));
    }

    private void alone(String key) {
        try (StorageTransaction alone = engine.begin(TransactionMode.ALONE)) {
            alone.get(bytes(key));
            assertThat(alone.commit(new Writes().put(key, "1").changes())).isInstanceOf(CommitResult.Committed.class);
        }
    }

    @Test
    void aProcessThatStandsStillWithItKeepsOthersWaitingForSecondsOnly() {
        try (PostgresEngine other = PostgresEngine.on(TestServer.dataSource())
                        .schema(schema)
                        .build();
                StorageTransaction stopped = other.begin(TransactionMode.ALONE)) {
            stopped.get(bytes("x"));
            alone("x");
            assertThat(stopped.commit(new Writes().put("x", "2").changes())).isInstanceOf(CommitResult.Conflict.class);
        }
    }
}
