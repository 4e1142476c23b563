package dev.kindred.datastore.autoconfigure.metrics;

import dev.kindred.datastore.engine.postgres.PostgresEngine;
import dev.kindred.datastore.engine.postgres.ServerReport;
import dev.kindred.datastore.store.StoreException;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the engine on PostgreSQL has met with, and what its server tells about itself. The server is asked when a meter is read, at most every ten seconds, for a second at most; without an
 * answer there is no number.
 */
final class ServerMeters {

    private static final Logger log = LoggerFactory.getLogger(ServerMeters.class);

    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final PostgresEngine engine;
    private @Nullable ServerReport report;
    private long askedAt = System.nanoTime() - FRESH_NANOS;

    ServerMeters(PostgresEngine engine) {
        this.engine = engine;
    }

    void register(MeterRegistry registry) {
        counter(registry, "datastore.round.trips", "roundTrips", "Waits for an answer of the server");
        counter(registry, "datastore.commits.repeated", "repeatedCommits", "Commits that were tried again unnoticed");
        counter(
                registry,
                "datastore.commits.resolved",
                "resolvedCommits",
                "Commits whose connection broke, and of which it was found out what became");
        conflicts(registry, "serialization", "serializationConflicts");
        conflicts(registry, "deadlock", "deadlocks");
        Gauge.builder("datastore.heartbeat.age", () -> fact("heartbeatAgeMillis") / 1_000)
                .description(
                        "Time since this process has last said to the others that it lives; they take its tasks after 30")
                .baseUnit("seconds")
                .register(registry);
        gauge(registry, "nodes", "nodes", "Processes that use the store", ServerReport::nodes);
        gauge(registry, "standbys", "servers", "Servers that follow this one", ServerReport::standbys);
        gauge(
                registry,
                "replication.lag",
                "bytes",
                "How far the last of them is behind",
                ServerReport::replicationLagBytes);
        gauge(
                registry,
                "oldest.transaction",
                "seconds",
                "Age of the oldest open transaction in the database",
                asked -> {
                    Duration oldest = asked.oldestTransaction();
                    return oldest == null ? null : oldest.toSeconds();
                });
        gauge(
                registry,
                "lock.waits",
                "sessions",
                "Sessions in the database that wait for a lock",
                ServerReport::waitingForLocks);
        gauge(registry, "deadlocks", "deadlocks", "Deadlocks that the server has ended", ServerReport::deadlocks);
    }

    private void counter(MeterRegistry registry, String name, String fact, String description) {
        FunctionCounter.builder(name, engine, e -> fact(fact))
                .description(description)
                .register(registry);
    }

    private void conflicts(MeterRegistry registry, String kind, String fact) {
        FunctionCounter.builder("datastore.conflicts", engine, e -> fact(fact))
                .description("Conflicts that the server has reported to this process, by kind")
                .tag("kind", kind)
                .register(registry);
    }

    private void gauge(
            MeterRegistry registry,
            String name,
            String unit,
            String description,
            Function<ServerReport, @Nullable Number> value) {
        Gauge.builder("datastore.server." + name, () -> {
                    ServerReport asked = report();
                    Number number = asked == null ? null : value.apply(asked);
                    return number == null ? Double.NaN : number.doubleValue();
                })
                .description(description)
                .baseUnit(unit)
                .register(registry);
    }

    private double fact(String name) {
        return engine.status().details().get(name) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    private synchronized @Nullable ServerReport report() {
        if (System.nanoTime() - askedAt >= FRESH_NANOS) {
            try {
                report = engine.report(LIMIT);
            } catch (StoreException e) {
                log.debug("The server tells nothing", e);
                report = null;
            }
            askedAt = System.nanoTime();
        }
        return report;
    }
}
