package dev.kindred.datastore.autoconfigure.health;

import dev.kindred.datastore.engine.postgres.PostgresEngine;
import dev.kindred.datastore.store.EngineStatus;
import dev.kindred.datastore.store.StorageEngine;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Whether the engine can read and write. Asks the engine for its state, which neither opens it nor waits for the disk, and the server of an engine that has one. What waits in the queues
 * is no matter of health: an application with much to do is up.
 */
final class DatastoreHealthIndicator extends AbstractHealthIndicator {

    private final StorageEngine engine;

    DatastoreHealthIndicator(StorageEngine engine) {
        super("The health check of the datastore failed");
        this.engine = engine;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        EngineStatus status = engine.status();
        switch (status.state()) {
            case OPEN -> builder.up();
            case CLOSED -> builder.outOfService().withDetail("reason", "The engine is closed.");
            case READ_ONLY_AFTER_FAILURE ->
                builder.down()
                        .withDetail(
                                "reason",
                                "A write failed and further writes are refused; mend the cause and restart the application.");
        }
        builder.withDetail("engine", status.engine()).withDetail("version", status.version());
        detail(builder, status, "path");
        detail(builder, status, "durability");
        detail(builder, status, "schema");
        detail(builder, status, "node");
        detail(builder, status, "dialect");
        if (engine instanceof PostgresEngine postgres && status.state() == EngineStatus.State.OPEN) {
            ServerHealth.describe(postgres, builder);
        }
    }

    private static void detail(Health.Builder builder, EngineStatus status, String name) {
        Object value = status.details().get(name);
        if (value != null) {
            builder.withDetail(name, value);
        }
    }
}
