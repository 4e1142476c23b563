package dev.kindred.datastore.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.kindred.datastore.store.QueueLimits;
import dev.kindred.datastore.store.TaskChange;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.Writes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a pooler between engine and server relies on that hands a connection on to somebody else after each transaction. */
class PostgresPoolerTests {

    private static HikariDataSource connections() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(TestServer.url());
        config.setMaximumPoolSize(3);
        config.addDataSourceProperty(
                "prepareThreshold", "0"); // as for a pooler that does not know of prepared statements
        return new HikariDataSource(config);
    }

    private static void work(PostgresEngine engine) {
        long now = engine.tasks().now();
        for (int i = 0; i < 10; i++) {
            TaskRow task = TaskRow.waiting(
                    engine.tasks().nextId(), "mail", i % 2 == 0 ? "n" + i : null, now, 100, new byte[0], Map.of(), now);
            new Writes().put("key" + i, "value").task(new TaskChange.Add(task)).in(engine);
        }
        List<TaskLease> claimed =
                engine.tasks().claim("mail", 4, now, QueueLimits.NONE).leases();
        List<TaskLease> limited = engine.tasks()
                .claim("mail", 4, now, new QueueLimits(8, 0, 0, 0))
                .leases();
        assertThat(claimed).hasSize(4);
        assertThat(limited).hasSize(4);
        assertThat(engine.tasks().complete(claimed)).isEmpty();
        engine.tasks().handBack(limited);
        assertThat(engine.tasks().statistics("mail").waiting()).isEqualTo(6);
        engine.beat();
        engine.sweep();
    }

    @Test
    void aConnectionKeepsNothingOfATransaction() throws SQLException {
        try (HikariDataSource connections = connections();
                PostgresEngine engine = PostgresEngine.on(connections)
                        .schema(TestServer.newSchema())
                        .notifications(Notifications.OFF)
                        .build()) {
            engine.open();

            work(engine);
            engine.close();

            try (Connection one = connections.getConnection();
                    Connection two = connections.getConnection();
                    Connection three = connections.getConnection()) {
                for (Connection each : List.of(one, two, three)) {
                    assertThat(text(
                                    each,
                                    "select coalesce(string_agg(name, ' '), '') from pg_settings"
                                            + " where source = 'session' and name <> 'application_name'"))
                            .isEmpty();
                    assertThat(text(each, "select count(*) from pg_prepared_statements where not from_sql"))
                            .isEqualTo("0");
                    assertThat(text(each, "select count(*) from pg_cursors where name <> ''"))
                            .isEqualTo("0");
                    assertThat(text(each, "select count(*) from pg_listening_channels()"))
                            .isEqualTo("0");
                    assertThat(text(
                                    each,
                                    "select count(*) from pg_locks where pid = pg_backend_pid() and locktype ="
                                            + " 'advisory'"))
                            .isEqualTo("0");
                    assertThat(text(each, "select count(*) from pg_class where relpersistence = 't'"))
                            .isEqualTo("0");
                }
            }
        }
    }

    private static String text(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
