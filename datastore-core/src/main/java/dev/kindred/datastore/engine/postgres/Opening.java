package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.engine.postgres.ServerNotUsableException.Reason;
import dev.kindred.datastore.store.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What may be wrong with a server when the engine is opened, told apart for those who have to mend it. */
final class Opening {

    private static final Logger logger = LoggerFactory.getLogger(Opening.class);

    private Opening() {}

    /** Other databases have a driver, too. Whoever speaks PostgreSQL's protocol is taken for PostgreSQL. */
    static void refuseOthers(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        if (!product.equalsIgnoreCase("PostgreSQL")) {
            throw new ServerNotUsableException(
                    Reason.NOT_POSTGRESQL,
                    "The connections lead to " + product + " "
                            + connection.getMetaData().getDatabaseProductVersion()
                            + "; the engine needs PostgreSQL 14 or later, or a server that speaks its language.",
                    null,
                    null);
        }
    }

    private static final int OLDEST_MAJOR = 14;

    /** What the server speaks. */
    static Dialect dialect(Connection connection) throws SQLException {
        String[] version = new String[1];
        new Script()
                .query("select version()", rows -> {
                    rows.next();
                    version[0] = rows.getString(1);
                })
                .run(connection);
        Dialect dialect = Dialect.of(version[0]);
        int major = connection.getMetaData().getDatabaseMajorVersion();
        if (dialect == Dialect.POSTGRESQL && major < OLDEST_MAJOR) {
            throw tooOld(version[0]);
        }
        check(dialect, version[0]);
        return dialect;
    }

    /** Better no store than one whose versions mean nothing. */
    static void check(Dialect dialect, String version) {
        if (!dialect.numbersTransactions()) {
            throw new ServerNotUsableException(
                    Reason.NOT_POSTGRESQL,
                    "The server is \"" + version
                            + "\"; it does not number its transactions (pg_current_xact_id), and the engine makes versions of these numbers.",
                    "Use PostgreSQL.",
                    null);
        }
        if (dialect != Dialect.POSTGRESQL) {
            logger.warn("The engine was never tested on {}", version);
        }
    }

    static ServerNotUsableException tooOld(String version) {
        return new ServerNotUsableException(
                Reason.NOT_POSTGRESQL,
                "The server says that it is \"" + version + "\"; the engine needs PostgreSQL " + OLDEST_MAJOR
                        + " or later. If it is another server, name what it speaks (dialect).",
                null,
                null);
    }

    /** Pools report some failures as exceptions of their own: what counts is the server's answer below. */
    static StoreException failure(Throwable failure, String schema) {
        SQLException answer = answer(failure);
        if (answer == null) {
            return new StoreException("Opening the datastore failed: " + failure.getMessage(), failure);
        }
        Reason reason = reason(answer.getSQLState());
        return reason == null
                ? Failures.storeFailure("Opening the datastore", answer)
                : new ServerNotUsableException(reason, message(reason, schema, answer), null, failure);
    }

    private static @Nullable SQLException answer(Throwable failure) {
        SQLException found = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && (found == null || sql.getSQLState() != null)) {
                found = sql;
            }
        }
        return found;
    }

    private static @Nullable Reason reason(@Nullable String state) {
        if (state == null || state.startsWith("08") || state.startsWith("57P0")) {
            // A pool that waited in vain for a connection has no state.
            return Reason.UNREACHABLE;
        }
        return switch (state) {
            case "28000", "28P01" -> Reason.LOGIN_REFUSED;
            case "3D000" -> Reason.NO_DATABASE;
            case "53300" -> Reason.TOO_MANY_CONNECTIONS;
            case "42501" -> Reason.NO_RIGHTS;
            case "42P01", "3F000" -> Reason.NO_TABLES;
            default -> null;
        };
    }

    private static String message(Reason reason, String schema, SQLException answer) {
        String said = " (" + Failures.text(answer) + ")";
        return switch (reason) {
            case UNREACHABLE -> "The PostgreSQL server cannot be reached" + said + ".";
            case LOGIN_REFUSED -> "The PostgreSQL server refuses the login" + said + ".";
            case NO_DATABASE -> "The PostgreSQL server has no such database" + said + ".";
            case TOO_MANY_CONNECTIONS -> "The PostgreSQL server has no room for another connection" + said + ".";
            case NO_RIGHTS -> "The role may not use the tables in schema \"" + schema + "\"" + said + ".";
            default ->
                "The tables in schema \"" + schema + "\" are missing, or not as this version expects" + said + ".";
        };
    }

    /** The role may not make the schema, or not the tables in it. */
    static ServerNotUsableException noRightToCreate(
            String schema, String role, boolean schemaExists, SQLException refusal) {
        String sql = schemaExists
                ? "alter schema " + schema + " owner to " + quoted(role) + ";"
                : "create schema " + schema + " authorization " + quoted(role) + ";";
        return new ServerNotUsableException(
                Reason.NO_RIGHTS,
                "The role \"" + role + "\" may not make the " + (schemaExists ? "tables in " : "") + "schema \""
                        + schema + "\" (" + Failures.text(refusal) + ").",
                "Let somebody who may run \"" + sql
                        + "\" in this database; or let them run schema.sql of the library, which PostgresEngine.ddl(\""
                        + schema + "\") returns, as this role.",
                refusal);
    }

    private static String quoted(String role) {
        return role.matches("[a-z_][a-z0-9_]*") ? role : '"' + role.replace("\"", "\"\"") + '"';
    }
}
