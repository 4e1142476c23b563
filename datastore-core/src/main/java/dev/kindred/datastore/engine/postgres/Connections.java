package dev.kindred.datastore.engine.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Where connections come from, and what holds for all of them.
 *
 * @param source a pool
 * @param preparing whether statements are prepared
 */
record Connections(DataSource source, PreparedStatements preparing) {

    /** Connections commit each statement by themselves, and transactions are begun by a statement: that saves round trips. */
    Connection connect() throws SQLException {
        Connection connection = source.getConnection();
        try {
            if (!connection.getAutoCommit()) {
                connection.setAutoCommit(true);
            }
            preparing.applyTo(connection);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }
}
