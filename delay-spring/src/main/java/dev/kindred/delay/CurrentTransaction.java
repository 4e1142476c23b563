package dev.kindred.delay;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.Transaction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The datastore transaction that Spring has bound to this thread: the resource of the datastore, a supplier of the transaction. */
final class CurrentTransaction {

    private CurrentTransaction() {}

    /** Returns null outside of a transaction, and when the bound one has ended: in a callback after its commit or rollback. */
    static @Nullable Transaction of(Datastore datastore) {
        if (TransactionSynchronizationManager.getResource(datastore) instanceof Supplier<?> holder
                && holder.get() instanceof Transaction transaction
                // A failed one is returned, and refuses: what is called in it must not happen although it fails.
                && transaction.state() != Transaction.State.COMMITTED
                && transaction.state() != Transaction.State.ROLLED_BACK) {
            return transaction;
        }
        return null;
    }
}
