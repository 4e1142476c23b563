package dev.kindred.datastore.spring.data.transaction;

import dev.kindred.datastore.JoinedTransaction;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.Transaction;
import dev.kindred.datastore.TransactionOptions;
import dev.kindred.datastore.store.JdbcEngine;
import dev.kindred.datastore.store.JoinedStorageTransaction;
import dev.kindred.datastore.store.TransactionMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The datastore's part in a transaction that another manager has begun on the connection of the datastore's database. It comes into being with the first call that looks for the thread's
 * transaction, and is seen as long as that connection is what the thread has: if the other manager puts its transaction aside, ours is aside with it.
 *
 * <p>Two synchronizations, because one order cannot be both: the writes go last before the commit, since others may write then; and it is over first after it, since what others do then is in
 * no transaction any more.
 */
final class JdbcJoin extends DatastoreTransactionHolder {

    private static final Duration AS_LONG_AS_THE_OTHER = Duration.ofDays(365);

    private final LocalDatastore datastore;
    private final JdbcEngine engine;
    private final ConnectionHolder connection;
    private final TransactionMode mode;
    private final Map<Object, Transaction.Mark> marks = new IdentityHashMap<>();
    private final DatastoreExceptionTranslator translator = new DatastoreExceptionTranslator();
    private @Nullable Object outer;
    private @Nullable JoinedTransaction joined;
    private Transaction.@Nullable Mark beginning;
    private boolean apart;

    private JdbcJoin(LocalDatastore datastore, JdbcEngine engine, ConnectionHolder connection, TransactionMode mode) {
        super(null, System.nanoTime(), new Share(engine, connection));
        this.datastore = datastore;
        this.engine = engine;
        this.connection = connection;
        this.mode = mode;
    }

    /** Makes the transaction that has just begun on a connection one that the datastore takes part in. */
    static void bind(LocalDatastore datastore, JdbcEngine engine, ConnectionHolder connection, TransactionMode mode) {
        JdbcJoin join = new JdbcJoin(datastore, engine, connection, mode);
        join.outer = TransactionSynchronizationManager.unbindResourceIfPossible(datastore);
        TransactionSynchronizationManager.bindResource(datastore, join);
        TransactionSynchronizationManager.registerSynchronization(join.new Before());
        TransactionSynchronizationManager.registerSynchronization(join.new After());
    }

    boolean isOn(ConnectionHolder other) {
        return connection == other;
    }

    @Override
    public @Nullable Transaction get() {
        if (!share().isBound()) {
            return null;
        }
        if (joined == null && !apart) {
            begin();
        }
        return joined;
    }

    private void begin() {
        try {
            Connection current = connection.getConnection();
            JoinedStorageTransaction storage =
                    current.getAutoCommit() ? null : engine.join(current, mode, begunNanos());
            if (storage == null) {
                apart = true;
                return;
            }
            JoinedTransaction begun = datastore.join(storage, options());
            beginning = begun.mark();
            joined = begun;
        } catch (SQLException e) {
            throw new DataAccessResourceFailureException("The connection of the transaction cannot be used", e);
        } catch (RuntimeException e) {
            throw translator.translate(e);
        }
    }

    private TransactionOptions options() {
        return TransactionOptions.DEFAULT
                .withAccess(
                        mode == TransactionMode.READ_ONLY
                                ? TransactionOptions.Access.READ_ONLY
                                : TransactionOptions.Access.READ_WRITE)
                .withTimeout(
                        connection.hasTimeout()
                                ? Duration.ofMillis(Math.max(1, connection.getTimeToLiveInMillis()))
                                : AS_LONG_AS_THE_OTHER)
                .withIdleTimeout(AS_LONG_AS_THE_OTHER);
    }

    private final class Before implements TransactionSynchronization {

        @Override
        public int getOrder() {
            return Ordered.LOWEST_PRECEDENCE;
        }

        /** Throws no {@code TransactionException}: managers think that those come from the commit itself, and do not roll back. */
        @Override
        public void beforeCommit(boolean readOnly) {
            JoinedTransaction transaction = joined;
            if (transaction == null) {
                return;
            }
            if (isRollbackOnly() || transaction.state() != Transaction.State.ACTIVE) {
                throw new InvalidDataAccessApiUsageException(
                        "The transaction is rolled back: a call of the datastore in it failed, and its exception was caught.");
            }
            try {
                transaction.flush();
            } catch (RuntimeException e) {
                throw translator.translate(e);
            }
        }
    }

    private final class After implements TransactionSynchronization {

        @Override
        public int getOrder() {
            return Ordered.HIGHEST_PRECEDENCE;
        }

        @Override
        public void savepoint(Object savepoint) {
            if (joined != null) {
                marks.put(savepoint, joined.mark());
            }
        }

        @Override
        public void savepointRollback(Object savepoint) {
            Transaction.Mark mark = marks.getOrDefault(savepoint, beginning);
            if (joined != null && mark != null) {
                joined.backTo(mark);
            }
        }

        @Override
        public void afterCommit() {
            apart = true;
            if (joined != null) {
                joined.committed();
            }
        }

        @Override
        public void afterCompletion(int status) {
            apart = true;
            TransactionSynchronizationManager.unbindResourceIfPossible(datastore);
            if (outer != null) {
                TransactionSynchronizationManager.bindResource(datastore, outer);
            }
            JoinedTransaction transaction = joined;
            if (transaction == null) {
                return;
            }
            switch (status) {
                case STATUS_COMMITTED -> transaction.committed();
                case STATUS_ROLLED_BACK -> transaction.rollback();
                default -> transaction.unresolved();
            }
        }
    }

    /** The other manager binds its connection itself; we do so only if we had put it aside. */
    private record Share(JdbcEngine engine, ConnectionHolder connection) implements JdbcShare {

        @Override
        public boolean isBound() {
            return TransactionSynchronizationManager.getResource(engine.dataSource()) == connection;
        }

        @Override
        public void bind() {
            TransactionSynchronizationManager.bindResource(engine.dataSource(), connection);
        }

        @Override
        public void unbind() {
            if (isBound()) {
                TransactionSynchronizationManager.unbindResource(engine.dataSource());
            }
        }

        @Override
        public void setRollbackOnly() {
            connection.setRollbackOnly();
        }

        @Override
        public boolean isRollbackOnly() {
            return connection.isRollbackOnly();
        }

        @Override
        public void registerSynchronization() {}
    }
}
