package dev.kindred.datastore.autoconfigure;

import dev.kindred.datastore.store.EngineStatus;
import dev.kindred.datastore.store.StorageEngine;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Opens the engine when the context starts, unless a bean has used it before, and closes it when the context stops or is paused: a paused test context, a
 * restart by the development tools and a checkpoint let go of the directory, and get it back when they are resumed. First to start, last to stop.
 */
final class DatastoreLifecycle implements SmartLifecycle {

    static final int PHASE = Integer.MIN_VALUE + 1000;

    private static final Logger log = LoggerFactory.getLogger(DatastoreLifecycle.class);

    private final StorageEngine engine;
    private boolean announced;

    DatastoreLifecycle(StorageEngine engine) {
        this.engine = engine;
    }

    @Override
    public void start() {
        engine.open();
        if (announced) {
            log.debug("Kindred datastore: opened again");
        } else {
            announced = true;
            log.info("Kindred datastore: {}", describe(engine.status()));
        }
    }

    @Override
    public void stop() {
        engine.close();
    }

    @Override
    public boolean isRunning() {
        return engine.isOpen();
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    static String describe(EngineStatus status) {
        StringBuilder text = new StringBuilder(status.engine());
        Object path = status.details().get("path");
        if (path != null) {
            text.append(" at ").append(path);
        }
        Object schema = status.details().get("schema");
        if (schema != null) {
            text.append(", schema ")
                    .append(schema)
                    .append(", node ")
                    .append(status.details().get("node"));
        }
        Object durability = status.details().get("durability");
        if (durability != null) {
            text.append(", ").append(durability.toString().toLowerCase(Locale.ROOT));
        }
        return text.append(", version ").append(status.version()).toString();
    }
}
