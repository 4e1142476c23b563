package dev.kindred.datastore.store;

import org.jspecify.annotations.Nullable;

/**
 * Rows of a range, one after the other, as of one snapshot. For one thread.
 *
 * @param <T> the kind of row
 */
public interface Scan<T> extends AutoCloseable {

    /**
     * The next row.
     *
     * @return null at the end of the range, and from then on
     * @throws StoreClosedException if the engine was closed
     */
    @Nullable
    T next();

    /** Ends the scan. What was not visited does not join the read set. Does nothing if it is ended. */
    @Override
    void close();
}
