package dev.kindred.datastore.engine.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** One PostgreSQL server for all tests of this process: that of KINDRED_TEST_JDBC_URL, or one that is started here. Each test has a schema of its own. */
public final class TestServer {

    private static final AtomicInteger SCHEMAS = new AtomicInteger();
    private static final String RUN = Long.toString(System.currentTimeMillis(), 36) + "_"
            + ProcessHandle.current().pid();
    private static final HikariDataSource POOL = pool(url());

    private TestServer() {}

    private static String url() {
        String given = System.getenv("KINDRED_TEST_JDBC_URL");
        if (given != null && !given.isBlank()) {
            return given;
        }
        try {
            EmbeddedPostgres server = EmbeddedPostgres.builder()
                    .setServerConfig("max_connections", "100")
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
        config.setMaximumPoolSize(40);
        config.setMinimumIdle(2);
        config.addDataSourceProperty("prepareThreshold", "3");
        return new HikariDataSource(config);
    }

    /** An engine on tables that do not exist yet. */
    public static PostgresEngine.Builder engine() {
        return PostgresEngine.on(POOL).schema(newSchema());
    }

    static String newSchema() {
        return "t" + RUN + "_" + SCHEMAS.incrementAndGet();
    }

    static DataSource dataSource() {
        return POOL;
    }
}
