package dev.kindred.datastore.engine.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.regex.Pattern;

/** The tables, and the format they are of. The statements that make them are in {@code schema.sql} beside this class. */
final class Schema {

    /** Written to the store; a newer one is refused. See {@code docs/formats/postgres.md}. */
    static final int FORMAT = 1;

    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

    /** Two processes made the same thing at once: unique violation in the catalogue, duplicate table, duplicate object, duplicate schema. */
    private static final Set<String> MADE_BY_ANOTHER = Set.of("23505", "42P07", "42710", "42P06", "XX000");

    private static final String NO_RIGHT = "42501";

    private static final int ATTEMPTS = 10;

    private final String name;

    Schema(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "\"" + name
                            + "\" cannot be the name of the schema: it takes lower case letters, digits and _, begins with no digit, and has at most 63 characters");
        }
        this.name = name;
    }

    String name() {
        return name;
    }

    static String ddl(String schema) {
        try (InputStream stream = Schema.class.getResourceAsStream("schema.sql")) {
            if (stream == null) {
                throw new IllegalStateException("schema.sql is missing beside " + Schema.class.getName());
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8).replace("kindred.", schema + ".");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes or checks the tables. */
    void prepare(Connection connection, SchemaMode mode, Dialect dialect) throws SQLException {
        if (mode == SchemaMode.NONE) {
            return;
        }
        if (mode == SchemaMode.CREATE && !exists(connection)) {
            create(connection, dialect);
        }
        check(connection);
    }

    private boolean exists(Connection connection) throws SQLException {
        return found(connection, "select to_regclass('" + name + ".setting') is not null");
    }

    private static boolean found(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(query)) {
            return found.next() && found.getBoolean(1);
        }
    }

    private void create(Connection connection, Dialect dialect) throws SQLException {
        boolean schemaExists = found(connection, "select to_regnamespace('" + name + "') is not null");
        // Making a schema that exists takes the right to make one.
        String ddl = "begin; " + (schemaExists ? "" : "create schema if not exists " + name + ";\n")
                + dialect.ddl(ddl(name)) + "commit";
        SQLException last = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(ddl);
                return;
            } catch (SQLException e) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("rollback");
                }
                if (NO_RIGHT.equals(e.getSQLState())) {
                    throw Opening.noRightToCreate(name, connection.getMetaData().getUserName(), schemaExists, e);
                }
                if (!MADE_BY_ANOTHER.contains(e.getSQLState()) && !Failures.isConflict(e)) {
                    throw e;
                }
                last = e;
            }
        }
        throw last;
    }

    private void check(Connection connection) throws SQLException {
        if (!exists(connection)) {
            throw new ServerNotUsableException(
                    ServerNotUsableException.Reason.NO_TABLES,
                    "The database has no tables of a datastore in schema \"" + name + "\".",
                    "Let them be made (schema: create), or run the file schema.sql of the library.",
                    null);
        }
        try (Statement statement = connection.createStatement();
                ResultSet found =
                        statement.executeQuery("select value from " + name + ".setting where name = 'format'")) {
            String format = found.next() ? found.getString(1) : "none";
            if (!format.matches("\\d{1,9}") || Integer.parseInt(format) > FORMAT) {
                throw new ServerNotUsableException(
                        ServerNotUsableException.Reason.NEWER_FORMAT,
                        "The tables in schema \"" + name + "\" have format " + format
                                + "; this version of the library knows formats up to " + FORMAT + ".",
                        "Use the version that made them, or a newer one.",
                        null);
            }
        }
    }
}
