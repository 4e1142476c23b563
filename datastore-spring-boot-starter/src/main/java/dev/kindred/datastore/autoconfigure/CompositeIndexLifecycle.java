package dev.kindred.datastore.autoconfigure;

import dev.kindred.datastore.IndexStatus;
import dev.kindred.datastore.LocalDatastore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Declares the composite indexes of the entities when the context starts, right after the engine is open, and builds new ones on a thread of its own beside the
 * running application. Stopping ends the building between two batches; the next start goes on there.
 */
final class CompositeIndexLifecycle implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(CompositeIndexLifecycle.class);

    private final LocalDatastore datastore;
    private final BooleanSupplier declaration;
    private volatile boolean stopped;
    private volatile boolean running;
    private @Nullable Thread builder;

    /**
     * Builds the indexes of a datastore.
     *
     * @param datastore where they are built
     * @param declaration declares them, and says whether there are any
     */
    CompositeIndexLifecycle(LocalDatastore datastore, BooleanSupplier declaration) {
        this.datastore = datastore;
        this.declaration = declaration;
    }

    @Override
    public synchronized void start() {
        boolean any = declaration.getAsBoolean();
        stopped = false;
        running = true;
        if (any) {
            Thread thread = new Thread(this::build, "kindred-index-builder");
            thread.setDaemon(true);
            builder = thread;
            thread.start();
        }
    }

    private void build() {
        try {
            datastore.buildIndexes(() -> stopped);
            for (IndexStatus index : datastore.indexes()) {
                if (index.state() == IndexStatus.State.FAILED) {
                    log.warn("{} Queries go on without it, and the next start tries again.", index.problem());
                }
            }
        } catch (RuntimeException e) {
            if (!stopped) {
                log.warn(
                        "Composite indexes could not be built; queries go on without them, and the next start tries again.",
                        e);
            }
        }
    }

    @Override
    public synchronized void stop() {
        stopped = true;
        running = false;
        Thread thread = builder;
        builder = null;
        if (thread != null) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return DatastoreLifecycle.PHASE + 1;
    }
}
