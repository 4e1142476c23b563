package dev.kindred.datastore.engine.postgres;

import java.sql.Connection;
import java.sql.SQLException;

/** Whether statements are prepared on the server, which plans them once for a connection. */
public enum PreparedStatements {
    /** As the driver does it: those that come again and again, {@code prepareThreshold} of PostgreSQL's own. */
    SERVER {
        @Override
        void applyTo(Connection connection) {}
    },
    /**
     * Never. For a pooler that gives each transaction another connection to the server and does not know of prepared statements (PgBouncer in transaction mode before 1.21, or without
     * {@code max_prepared_statements}). Takes PostgreSQL's own driver, and holds for whoever uses the pool's connections.
     */
    NONE {
        @Override
        void applyTo(Connection connection) throws SQLException {
            PgPreparing.never(connection);
        }
    };

    abstract void applyTo(Connection connection) throws SQLException;
}
