package dev.kindred.datastore.spring.data.transaction;

import dev.kindred.datastore.ConcurrentTransactionException;
import org.springframework.dao.ConcurrencyFailureException;

/**
 * What a transaction read was changed by others before it committed. Nothing of it was applied; running it again may succeed, which
 * {@link RetryOnConflict} does.
 */
public final class TransactionConflictException extends ConcurrencyFailureException {

    TransactionConflictException(ConcurrentTransactionException cause) {
        super(cause.getMessage(), cause);
    }
}
