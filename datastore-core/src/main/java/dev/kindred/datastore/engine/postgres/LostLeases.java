package dev.kindred.datastore.engine.postgres;

import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whom to tell that this process has lost what it had claimed. */
final class LostLeases implements LongConsumer {

    private static final Logger logger = LoggerFactory.getLogger(LostLeases.class);

    private volatile LongConsumer listener = boundary -> {};

    void onLost(LongConsumer changed) {
        listener = changed;
    }

    @Override
    public void accept(long boundary) {
        try {
            listener.accept(boundary);
        } catch (RuntimeException e) {
            logger.warn("The listener for lost leases failed", e);
        }
    }
}
