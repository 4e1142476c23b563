package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.StoreException;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the server's error codes mean to us. */
final class Failures {

    /** Serialization failure, deadlock, and no room for what the server notes of concurrent transactions, which passes as they end. */
    private static final Set<String> CONFLICTS = Set.of("40001", "40P01", "53200");

    /** Shutdown by an administrator, crash, not yet up; the end of a session whose transaction stood still for longer than it was let. */
    private static final Set<String> LOST = Set.of("57P01", "57P02", "57P03", "25P03", "25P04");

    private static final String CANCELED = "57014";

    private Failures() {}

    static boolean isConflict(SQLException failure) {
        return CONFLICTS.contains(state(failure));
    }

    /** Whether the connection is gone, so that nobody knows what became of the last statement. */
    static boolean isConnectionLost(SQLException failure) {
        return state(failure).startsWith("08") || LOST.contains(state(failure));
    }

    /** Whether the server reads only, as a standby does: then nothing of the transaction happened, and others of its connections are no better. */
    static boolean takesNoWrites(SQLException failure) {
        // What a standby says to transactions that are to be serializable.
        return state(failure).equals("25006")
                || state(failure).equals("0A000") && text(failure).contains("hot standby");
    }

    /** Whether a statement refused to do something because of what is in the tables: ours are made so that they do. */
    static boolean isRefusal(SQLException failure) {
        // Unique violation, not null violation, division by zero.
        return Set.of("23505", "23502", "22012").contains(state(failure));
    }

    /** Whether an index row could not be inserted because it is there. */
    static boolean isOfIndexRow(SQLException failure) {
        // The name of the constraint, whatever the language of the message.
        return "23505".equals(state(failure)) && text(failure).contains("index_entry_pkey");
    }

    /** Whether the server ended a statement because it took too long, or because somebody wanted it to. */
    static boolean isCanceled(SQLException failure) {
        return CANCELED.equals(state(failure));
    }

    static StoreException storeFailure(String what, SQLException failure) {
        String state = state(failure);
        if (isCanceled(failure)) {
            return new StoreException(
                    what + " was ended on the PostgreSQL server (" + state + "): " + text(failure)
                            + ". Its own statement_timeout, or an operator, did that.",
                    failure);
        }
        if (takesNoWrites(failure)) {
            return new NoWritesException(
                    what + " failed: the server takes no writes (" + state + "): " + text(failure)
                            + ". It is a standby, or default_transaction_read_only is on. If there are several servers, name them all in the JDBC URL, with targetServerType=primary.",
                    failure);
        }
        String advice = state.equals("25P02")
                ? " A statement on this connection failed before, and its exception was caught: let it pass, so that the whole transaction is given up or repeated."
                : advice(state);
        return new StoreException(
                what + " failed on the PostgreSQL server (" + state + "): " + text(failure) + "." + advice, failure);
    }

    private static String advice(String state) {
        return switch (state.length() < 2 ? "" : state.substring(0, 2)) {
            case "08", "57" -> " Is the server up, and can it be reached?";
            case "28" -> " Check user name and password.";
            case "26" ->
                " A pooler that hands connections on between transactions forgets prepared statements: set preparedStatements to none.";
            case "53" -> " The server has run out of disk, memory or connections.";
            case "42" -> " The tables are not as this version expects, or the role may not use them.";
            default -> "";
        };
    }

    static String text(SQLException failure) {
        String message = String.valueOf(failure.getMessage()).strip();
        int line = message.indexOf('\n');
        return line < 0 ? message : message.substring(0, line);
    }

    private static String state(SQLException failure) {
        @Nullable String state = failure.getSQLState();
        return state == null ? "" : state;
    }
}
