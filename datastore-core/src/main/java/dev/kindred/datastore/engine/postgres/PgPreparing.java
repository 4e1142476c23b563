package dev.kindred.datastore.engine.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;

/** What PostgreSQL's own driver can be told about preparing. Not loaded unless it shall be: the driver need not be there. */
final class PgPreparing {

    private PgPreparing() {}

    /**
     * Has the driver prepare nothing on the server any more.
     *
     * @throws SQLException if the connection is not one of this driver
     */
    static void never(Connection connection) throws SQLException {
        PGConnection driver = connection.unwrap(PGConnection.class);
        if (driver.getPrepareThreshold() != 0) {
            driver.setPrepareThreshold(0);
        }
    }
}
