package dev.kindred.datastore.engine.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** What PostgreSQL's own driver can do beyond JDBC. The only class that knows the driver, which need not be there. */
final class PgNotifications {

    private PgNotifications() {}

    /**
     * Waits for what the server has to tell.
     *
     * @return the texts, perhaps none if nothing came in time
     * @throws UnsupportedOperationException if the connection is not one of this driver
     * @throws SQLException if it is broken
     */
    static List<String> await(Connection connection, int millis) throws SQLException {
        if (!connection.isWrapperFor(PGConnection.class)) {
            throw new UnsupportedOperationException("The connections are not of PostgreSQL's own driver");
        }
        PGNotification[] notifications = connection.unwrap(PGConnection.class).getNotifications(millis);
        List<String> texts = new ArrayList<>();
        if (notifications != null) {
            for (PGNotification notification : notifications) {
                texts.add(notification.getParameter());
            }
        }
        return texts;
    }
}
