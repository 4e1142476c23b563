package dev.kindred.datastore.spring.data.transaction;

import dev.kindred.datastore.Transaction;
import java.util.function.Supplier;
import org.springframework.transaction.support.ResourceHolderSupport;

/** Binds a transaction to its thread, under its datastore. A supplier, so that a library can find it without knowing this class. */
final class DatastoreTransactionHolder extends ResourceHolderSupport implements Supplier<Transaction> {

    private final Transaction transaction;
    private final long begunNanos;

    /** @param begunNanos taken before the transaction was begun */
    DatastoreTransactionHolder(Transaction transaction, long begunNanos) {
        this.transaction = transaction;
        this.begunNanos = begunNanos;
        setSynchronizedWithTransaction(true);
    }

    long begunNanos() {
        return begunNanos;
    }

    @Override
    public Transaction get() {
        return transaction;
    }
}
