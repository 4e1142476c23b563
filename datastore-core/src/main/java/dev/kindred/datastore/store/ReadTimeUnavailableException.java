package dev.kindred.datastore.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The state of a past moment was asked for, and the engine does not have it. */
public final class ReadTimeUnavailableException extends StoreException {

    private final Instant readTime;
    private final @Nullable Instant oldest;
    private final @Nullable Instant newest;

    /**
     * Refuses a moment.
     *
     * @param message the moment, those that would do, and how to have more
     * @param readTime the moment
     * @param oldest the first moment whose state there is; null if the engine keeps none
     * @param newest the last one; null if the engine keeps none
     */
    public ReadTimeUnavailableException(
            String message, Instant readTime, @Nullable Instant oldest, @Nullable Instant newest) {
        super(message);
        this.readTime = readTime;
        this.oldest = oldest;
        this.newest = newest;
    }

    /**
     * The moment.
     *
     * @return what was asked for
     */
    public Instant readTime() {
        return readTime;
    }

    /**
     * The first moment whose state there is.
     *
     * @return null if the engine keeps no past states
     */
    public @Nullable Instant oldest() {
        return oldest;
    }

    /**
     * The last moment whose state there is.
     *
     * @return null if the engine keeps no past states
     */
    public @Nullable Instant newest() {
        return newest;
    }
}
