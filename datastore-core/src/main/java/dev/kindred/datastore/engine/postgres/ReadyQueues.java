package dev.kindred.datastore.engine.postgres;

import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whom to tell of queues in which there may be something to claim. */
final class ReadyQueues {

    private static final Logger logger = LoggerFactory.getLogger(ReadyQueues.class);

    private volatile Consumer<Set<String>> listener = queues -> {};

    void onReady(Consumer<Set<String>> changed) {
        listener = changed;
    }

    /** What was committed is there whatever the listener does. */
    void tell(Set<String> queues) {
        if (queues.isEmpty()) {
            return;
        }
        try {
            listener.accept(queues);
        } catch (RuntimeException e) {
            logger.warn("The listener for queues {} failed", queues, e);
        }
    }
}
