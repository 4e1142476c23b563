package dev.kindred.datastore.autoconfigure.health;

import dev.kindred.datastore.engine.postgres.PostgresEngine;
import dev.kindred.datastore.engine.postgres.ServerReport;
import dev.kindred.datastore.store.StoreException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;

/** What the server of the engine on PostgreSQL adds to the health: it is asked, and a server that does not answer in time is down. What only an operator can judge is told and changes nothing. */
final class ServerHealth {

    /** Probes have limits of their own, which must not be used up. */
    static final Duration LIMIT = Duration.ofSeconds(2);

    /** A shorter transaction is nothing to tell. */
    private static final Duration OLD = Duration.ofMinutes(1);

    private ServerHealth() {}

    static void describe(PostgresEngine engine, Health.Builder builder) {
        ServerReport report;
        try {
            report = engine.report(LIMIT);
        } catch (StoreException e) {
            builder.down().withDetail("reason", String.valueOf(e.getMessage()));
            return;
        }
        builder.withDetail("server", report.server()).withDetail("nodesAlive", report.nodes());
        if (report.standby()) {
            builder.down()
                    .withDetail(
                            "reason",
                            "The server is a standby and takes no writes; promote it, or let the URL find the primary: targetServerType=primary.");
        }
        Long standbys = report.standbys();
        if (standbys != null && standbys > 0) {
            builder.withDetail("standbys", standbys);
            detail(builder, "replicationLagBytes", report.replicationLagBytes());
        }
        Duration oldest = report.oldestTransaction();
        if (oldest != null && oldest.compareTo(OLD) >= 0) {
            builder.withDetail("oldestTransactionSeconds", oldest.toSeconds());
        }
    }

    private static void detail(Health.Builder builder, String name, @Nullable Long value) {
        if (value != null) {
            builder.withDetail(name, value);
        }
    }
}
