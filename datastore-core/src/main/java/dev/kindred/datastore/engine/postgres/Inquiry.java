package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.StoreException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the server about itself, and waits for its answer no longer than told. A question that hangs is asked once: those who come while it does wait for the same answer, so that a server that is away
 * costs one thread and one connection, however often somebody asks.
 */
final class Inquiry {

    private static final Logger logger = LoggerFactory.getLogger(Inquiry.class);

    private final Server server;
    private @Nullable FutureTask<ServerReport> pending;

    Inquiry(Server server) {
        this.server = server;
    }

    ServerReport ask(Duration limit) {
        FutureTask<ServerReport> question = question(limit);
        try {
            return question.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new StoreException("The PostgreSQL server has not answered within " + limit.toMillis()
                    + " ms: it is overloaded or away, or all connections of the pool are in use.");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StoreException failure) {
                throw failure;
            }
            throw new StoreException("Asking the PostgreSQL server failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("Asking the PostgreSQL server was interrupted", e);
        }
    }

    private synchronized FutureTask<ServerReport> question(Duration limit) {
        FutureTask<ServerReport> asked = pending;
        if (asked == null || asked.isDone()) {
            asked = new FutureTask<>(() -> answer(limit));
            pending = asked;
            Thread thread = new Thread(asked, "kindred-postgres-inquiry");
            thread.setDaemon(true);
            thread.start();
        }
        return asked;
    }

    private ServerReport answer(Duration limit) {
        ServerReport[] basic = new ServerReport[1];
        run(
                limit,
                "select version(), pg_is_in_recovery(), (select count(*) from " + server.schema()
                        + ".node where alive_until >= " + Node.NOW + ")",
                rows -> basic[0] = new ServerReport(
                        product(rows.getString(1)), rows.getBoolean(2), rows.getLong(3), null, null, null, null, null));
        try {
            return more(limit, basic[0]);
        } catch (StoreException e) {
            logger.debug("The server tells no more about itself", e);
            return basic[0];
        }
    }

    private ServerReport more(Duration limit, ServerReport basic) {
        ServerReport[] full = new ServerReport[1];
        run(
                limit,
                "select (select count(*) from pg_stat_replication),"
                        + " case when not pg_is_in_recovery() then (select max(pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn))"
                        + " from pg_stat_replication)::bigint end,"
                        + " (select extract(epoch from clock_timestamp() - min(xact_start)) from pg_stat_activity"
                        + " where datname = current_database() and backend_xmin is not null and pid <> pg_backend_pid())::bigint,"
                        + " (select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'),"
                        + " (select deadlocks from pg_stat_database where datname = current_database())",
                rows -> {
                    Long open = number(rows, 3);
                    full[0] = new ServerReport(
                            basic.server(),
                            basic.standby(),
                            basic.nodes(),
                            number(rows, 1),
                            number(rows, 2),
                            open == null ? null : Duration.ofSeconds(Math.max(0, open)),
                            number(rows, 4),
                            number(rows, 5));
                });
        return full[0];
    }

    private void run(Duration limit, String query, Script.Rows reader) {
        server.run("Asking the server about itself", () -> new Script()
                .add("begin read only")
                .add("set local statement_timeout = " + limit.toMillis())
                .query(query, rows -> {
                    rows.next();
                    reader.read(rows);
                })
                .add("commit"));
    }

    private static @Nullable Long number(ResultSet rows, int column) throws SQLException {
        long value = rows.getLong(column);
        return rows.wasNull() ? null : value;
    }

    /** "PostgreSQL 18.6 on x86_64-pc-linux-gnu, …": what comes before the platform. */
    private static String product(String version) {
        int platform = version.indexOf(" on ");
        return platform < 0 ? version : version.substring(0, platform);
    }
}
