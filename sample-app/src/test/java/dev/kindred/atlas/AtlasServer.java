package dev.kindred.atlas;

import dev.kindred.datastore.engine.postgres.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** A database of its own for Atlas, on the PostgreSQL server of these tests. */
final class AtlasServer {

    private AtlasServer() {}

    /** The arguments of the README, with an address. */
    static List<String> arguments(String database) throws SQLException {
        try (Connection connection = TestServer.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + database);
        }
        return List.of(
                "--spring.profiles.active=postgres",
                "--spring.datasource.url=" + url(database),
                "--spring.datasource.username=postgres",
                "--spring.datasource.password=postgres");
    }

    static String url(String database) {
        return TestServer.url().replaceFirst("/[^/?]*(\\?|$)", "/" + database + "$1");
    }
}
