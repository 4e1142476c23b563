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
     * The transaction that a transaction manager has begun for this thread and this datastore. One that is committed or rolled back, to which the thread is still
     * bound while it does its work after the completion, counts as none; one that failed is still there, and refuses.
     *
     * @param datastore the datastore
     * @return the transaction, for this thread only, or null if there is none; the manager commits and closes it
     */
    public static @Nullable Transaction current(Datastore datastore) {
        return TransactionSynchronizationManager.getResource(datastore) instanceof Supplier<?> holder
                        && holder.get() instanceof Transaction transaction
                        && !isOver(transaction)
                ? transaction
                : null;
    }

    /**
     * When the thread's transaction was begun: a moment before which its snapshot was not yet taken.
     *
     * @param datastore the datastore
     * @return {@link System#nanoTime()} of then; of now if there is no transaction
     */
    public static long begunNanos(Datastore datastore) {
        return TransactionSynchronizationManager.getResource(datastore) instanceof DatastoreTransactionHolder holder
                ? holder.begunNanos()
                : System.nanoTime();
    }

    /**
     * Sees to it that the thread's transaction can only be rolled back: its commit will throw {@code UnexpectedRollbackException}. Does nothing if there is none.
     *
     * @param datastore the datastore
     */
    public static void setRollbackOnly(Datastore datastore) {
        if (current(datastore) != null
                && TransactionSynchronizationManager.getResource(datastore)
                        instanceof DatastoreTransactionHolder holder) {
            holder.setRollbackOnly();
        }
    }

    static boolean isOver(Transaction transaction) {
        return transaction.state() == Transaction.State.COMMITTED
                || transaction.state() == Transaction.State.ROLLED_BACK;
    }
}
