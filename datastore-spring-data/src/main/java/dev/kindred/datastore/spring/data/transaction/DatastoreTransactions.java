package dev.kindred.datastore.spring.data.transaction;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.Transaction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The transaction a thread is in. */
public final class DatastoreTransactions {

    private DatastoreTransactions() {}

    /**
     * The transaction that a transaction manager has begun for this thread and this datastore.
     *
     * @param datastore the datastore
     * @return the transaction, for this thread only, or null if there is none; the manager commits and closes it
     */
    public static @Nullable Transaction current(Datastore datastore) {
        return TransactionSynchronizationManager.getResource(datastore) instanceof Supplier<?> holder
                        && holder.get() instanceof Transaction transaction
                ? transaction
                : null;
    }
}
