package dev.kindred.datastore.store;

import java.sql.Connection;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** An engine on a database that the application may use by JDBC as well: its transactions lend their connection, and can be part of one that somebody else commits. */
public interface JdbcEngine extends StorageEngine {

    /**
     * Where the connections come from.
     *
     * @return what the engine was made with
     */
    DataSource dataSource();

    /**
     * Begins a transaction that runs on a connection which is in a transaction already, and is part of that. Nothing is sent before the first read or write.
     *
     * <p>Reads, and writes of entities, need a serializable transaction. One that has run no statement yet is made so with the first of them; otherwise it must be so already, or they throw
     * {@link IsolationTooLowException}, which changes nothing. Writes of tasks alone go with any isolation.
     *
     * @param connection with auto-commit off; its owner commits or rolls back, and tells the transaction
     * @param mode what it may do
     * @param begunNanos {@link System#nanoTime()} of a moment before the first statement of the connection's transaction
     * @return a transaction for one thread at a time, or null if it is to read only and the connection's transaction has no snapshot that stays: then each read had better stand for itself
     * @throws StoreException if the engine or the connection cannot be used
     */
    @Nullable
    JoinedStorageTransaction join(Connection connection, TransactionMode mode, long begunNanos);
}
