package dev.kindred.datastore;

import org.jspecify.annotations.Nullable;

/**
 * What to do in a transaction. May be called several times.
 *
 * @param <T> the type of the result
 */
@FunctionalInterface
public interface TransactionWork<T extends @Nullable Object> {

    /**
     * Reads and writes.
     *
     * @param transaction the transaction of this attempt
     * @return the result
     */
    T run(Transaction transaction);
}
