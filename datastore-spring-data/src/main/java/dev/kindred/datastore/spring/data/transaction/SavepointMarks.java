package dev.kindred.datastore.spring.data.transaction;

import dev.kindred.datastore.Transaction;
import java.util.IdentityHashMap;
import java.util.Map;
import org.springframework.transaction.support.TransactionSynchronization;

/** Takes the writes of a transaction back together with the statements, when a savepoint of the connection is rolled back to: those of {@code NESTED} with a manager of JDBC transactions. */
class SavepointMarks implements TransactionSynchronization {

    private final Transaction transaction;
    private final Map<Object, Transaction.Mark> marks = new IdentityHashMap<>();

    SavepointMarks(Transaction transaction) {
        this.transaction = transaction;
    }

    @Override
    public void savepoint(Object savepoint) {
        marks.put(savepoint, transaction.mark());
    }

    @Override
    public void savepointRollback(Object savepoint) {
        Transaction.Mark mark = marks.get(savepoint);
        if (mark != null) {
            transaction.backTo(mark);
        }
    }
}
