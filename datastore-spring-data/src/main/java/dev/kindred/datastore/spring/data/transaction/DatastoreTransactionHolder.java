package dev.kindred.datastore.spring.data.transaction;

import dev.kindred.datastore.Transaction;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.ResourceHolderSupport;

/**
 * Binds a transaction to its thread, under its datastore. A supplier, so that a library can find it without knowing this class; it supplies nothing while the thread has put the transaction
 * aside.
 */
class DatastoreTransactionHolder extends ResourceHolderSupport implements Supplier<@Nullable Transaction> {

    private final @Nullable Transaction transaction;
    private final long begunNanos;
    private final JdbcShare share;

    /**
     * @param begunNanos taken before the transaction was begun
     * @param share what the thread has of the transaction under a {@code DataSource}
     */
    DatastoreTransactionHolder(@Nullable Transaction transaction, long begunNanos, JdbcShare share) {
        this.transaction = transaction;
        this.begunNanos = begunNanos;
        this.share = share;
        setSynchronizedWithTransaction(true);
    }

    final long begunNanos() {
        return begunNanos;
    }

    final JdbcShare share() {
        return share;
    }

    /** The transaction, for the manager that has begun it. */
    final Transaction transaction() {
        return Objects.requireNonNull(transaction, "the transaction was begun by another manager");
    }

    /** The transaction, for all who are in it. */
    @Override
    public @Nullable Transaction get() {
        return share.isBound() ? transaction : null;
    }

    @Override
    public void setRollbackOnly() {
        super.setRollbackOnly();
        share.setRollbackOnly();
    }

    @Override
    public boolean isRollbackOnly() {
        return super.isRollbackOnly() || share.isRollbackOnly();
    }
}
