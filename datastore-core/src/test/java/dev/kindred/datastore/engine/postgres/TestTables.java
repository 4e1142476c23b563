package dev.kindred.datastore.engine.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A schema of its own, and statements on its tables, in which {@code S} stands for its name. */
final class TestTables {

    private final String schema = TestServer.newSchema();

    String schema() {
        return schema;
    }

    private String named(String statement) {
        return statement.replace("S.", schema + ".");
    }

    void run(String statement) {
        try (Connection connection = TestServer.dataSource().getConnection();
                Statement made = connection.createStatement()) {
            made.execute(named(statement));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    long number(String query) {
        return Long.parseLong(text(query));
    }

    String text(String query) {
        try (Connection connection = TestServer.dataSource().getConnection();
                Statement made = connection.createStatement();
                ResultSet rows = made.executeQuery(named(query))) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
