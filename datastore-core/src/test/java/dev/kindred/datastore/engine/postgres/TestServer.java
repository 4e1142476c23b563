package dev.kindred.datastore.engine.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/**
 * One PostgreSQL server for all tests of this process: that of KINDRED_TEST_JDBC_URL, or one that is started here and thrown away. Each test has a schema of its own; those on a server
 * that was given are dropped when the process ends. What is started here does not wait for the disk; a test of what survives a loss of power starts a server of its own.
 */
public final class TestServer {

    private static final String GIVEN = System.getenv("KINDRED_TEST_JDBC_URL");
    private static final AtomicInteger SCHEMAS = new AtomicInteger();
    private static final String RUN = Long.toString(System.currentTimeMillis(), 36) + "_"
            + ProcessHandle.current().pid();
    private static final HikariDataSource POOL = pool(isGiven() ? GIVEN : started());
    private static final TestSchemas EMPTY = new TestSchemas(POOL);

    private TestServer() {}

    private static boolean isGiven() {
        return GIVEN != null && !GIVEN.isBlank();
    }

    private static String started() {
        try {
            EmbeddedPostgres server = EmbeddedPostgres.builder()
                    .setServerConfig("max_connections", "100")
                    .setServerConfig("full_page_writes", "off")
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    server.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }));
            return server.getJdbcUrl("postgres", "postgres");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HikariDataSource pool(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(60);
        config.setMinimumIdle(2);
        config.addDataSourceProperty("prepareThreshold", "3");
        HikariDataSource pool = new HikariDataSource(config);
        if (isGiven()) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> TestSchemas.drop(pool, "t" + RUN + "_")));
        }
        return pool;
    }

    /** An engine on tables that do not exist yet. */
    public static PostgresEngine.Builder engine() {
        return PostgresEngine.on(POOL).schema(newSchema());
    }

    /**
     * An open engine on empty tables. They are the next engine's once this one is closed, since making them takes ten times as long as emptying them: do not open it again after that.
     */
    public static PostgresEngine emptyEngine() {
        return emptyEngine(settings -> settings);
    }

    /** An {@link #emptyEngine()} with settings of its own. */
    public static PostgresEngine emptyEngine(UnaryOperator<PostgresEngine.Builder> settings) {
        return EMPTY.lend(settings);
    }

    /** The name of a schema that nobody uses. */
    public static String newSchema() {
        return "t" + RUN + "_" + SCHEMAS.incrementAndGet();
    }

    /** The server's address. */
    public static String url() {
        return POOL.getJdbcUrl();
    }

    /** Where connections come from. */
    public static DataSource dataSource() {
        return POOL;
    }
}
