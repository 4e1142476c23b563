package dev.kindred.datastore.spring.data.transaction;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.Transaction;
import dev.kindred.datastore.store.JdbcEngine;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The connection of one of our transactions, lent to all who ask Spring for one of its {@code DataSource}. The transaction takes its connection when the first of them does. Managers of JDBC
 * transactions find it, too, and take part.
 */
final class JdbcLending extends ConnectionHolder implements JdbcShare {

    private static final DatastoreExceptionTranslator TRANSLATOR = new DatastoreExceptionTranslator();

    private final DataSource dataSource;
    private final Transaction transaction;

    private JdbcLending(DataSource dataSource, Transaction transaction) {
        super(() -> {
            try {
                return transaction.connection();
            } catch (RuntimeException e) {
                throw TRANSLATOR.translate(e);
            }
        });
        this.dataSource = dataSource;
        this.transaction = transaction;
        setTransactionActive(true);
        setSynchronizedWithTransaction(true);
    }

    /** Binds the connection of a transaction that has just begun, unless a transaction of others has its place. */
    static JdbcShare lend(Datastore datastore, Transaction transaction, int timeoutSeconds) {
        if (datastore instanceof LocalDatastore local && local.engine() instanceof JdbcEngine engine) {
            DataSource dataSource = engine.dataSource();
            if (!TransactionSynchronizationManager.hasResource(dataSource)) {
                JdbcLending lent = new JdbcLending(dataSource, transaction);
                if (timeoutSeconds > 0) {
                    lent.setTimeoutInSeconds(timeoutSeconds);
                }
                lent.bind();
                return lent;
            }
        }
        return JdbcShare.NONE;
    }

    @Override
    public boolean isBound() {
        return TransactionSynchronizationManager.getResource(dataSource) == this;
    }

    @Override
    public void bind() {
        TransactionSynchronizationManager.bindResource(dataSource, this);
    }

    @Override
    public void unbind() {
        if (isBound()) {
            TransactionSynchronizationManager.unbindResource(dataSource);
        }
    }

    @Override
    public void registerSynchronization() {
        TransactionSynchronizationManager.registerSynchronization(new SavepointMarks(transaction));
    }
}
