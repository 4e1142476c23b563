package dev.kindred.datastore.spring.data.transaction;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.store.JdbcEngine;
import dev.kindred.datastore.store.TransactionMode;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Lets the datastore take part in transactions of other managers on the {@code DataSource} that its engine uses, such as {@code JdbcTransactionManager} and {@code JpaTransactionManager}:
 * templates, repositories and deferred calls of the same thread join them, and are committed or rolled back with them. Add one to each of these managers with {@code addListener}; the starter
 * does so. Does nothing if the datastore is in no database, or in another. Safe for all threads.
 */
public final class JdbcTransactionJoiner implements TransactionExecutionListener {

    private final Supplier<? extends @Nullable Datastore> datastore;

    /**
     * Makes a listener for the managers of a {@code DataSource}.
     *
     * @param datastore whose calls are to join; asked for at each transaction, so that it need not be made before the managers; null to join nothing
     */
    public JdbcTransactionJoiner(Supplier<? extends @Nullable Datastore> datastore) {
        this.datastore = datastore;
    }

    @Override
    public void afterBegin(TransactionExecution transaction, @Nullable Throwable failure) {
        if (failure == null
                && transaction.isNewTransaction()
                && TransactionSynchronizationManager.isSynchronizationActive()
                && datastore.get() instanceof LocalDatastore local
                && local.engine() instanceof JdbcEngine engine
                && TransactionSynchronizationManager.getResource(engine.dataSource())
                        instanceof ConnectionHolder connection
                && !(connection instanceof JdbcLending)
                && !isJoined(local, connection)) {
            JdbcJoin.bind(
                    local,
                    engine,
                    connection,
                    transaction.isReadOnly() ? TransactionMode.READ_ONLY : TransactionMode.READ_WRITE);
        }
    }

    /** Begun by another manager, or told of by another listener. */
    private static boolean isJoined(Datastore datastore, ConnectionHolder connection) {
        return TransactionSynchronizationManager.getResource(datastore) instanceof JdbcJoin join
                && join.isOn(connection);
    }
}
