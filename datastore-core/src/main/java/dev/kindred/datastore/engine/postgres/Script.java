package dev.kindred.datastore.engine.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Statements that go to the server in one round trip, one after the other. The first that fails ends it; those behind it are not run. For one thread, and for one run. */
final class Script {

    /** Takes what a statement returns. */
    interface Rows {
        void read(ResultSet rows) throws SQLException;
    }

    private final StringBuilder text = new StringBuilder(256);
    private final List<@Nullable Object> arguments = new ArrayList<>();
    private final List<@Nullable Rows> readers = new ArrayList<>();

    /** A statement whose result does not matter. Arguments are numbers, texts, bytes, or arrays of these. */
    Script add(String statement, @Nullable Object... values) {
        return query(statement, null, values);
    }

    /** A statement whose rows are read. */
    Script query(String statement, @Nullable Rows reader, @Nullable Object... values) {
        if (!readers.isEmpty()) {
            text.append("; ");
        }
        text.append(statement);
        readers.add(reader);
        for (Object value : values) {
            arguments.add(value);
        }
        return this;
    }

    boolean isEmpty() {
        return readers.isEmpty();
    }

    void run(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(text.toString())) {
            for (int i = 0; i < arguments.size(); i++) {
                bind(connection, statement, i + 1, arguments.get(i));
            }
            boolean rows = statement.execute();
            for (Rows reader : readers) {
                if (rows && reader != null) {
                    try (ResultSet found = statement.getResultSet()) {
                        reader.read(found);
                    }
                }
                rows = statement.getMoreResults();
            }
        }
    }

    private static void bind(Connection connection, PreparedStatement statement, int at, @Nullable Object value)
            throws SQLException {
        if (value == null) {
            statement.setNull(at, Types.OTHER);
        } else if (value instanceof byte[] bytes) {
            statement.setBytes(at, bytes);
        } else if (value instanceof byte[][] list) {
            statement.setArray(at, connection.createArrayOf("bytea", list));
        } else if (value instanceof String string) {
            statement.setString(at, string);
        } else if (value instanceof String[] list) {
            statement.setArray(at, connection.createArrayOf("text", list));
        } else if (value instanceof Long number) {
            statement.setLong(at, number);
        } else if (value instanceof Long[] list) {
            statement.setArray(at, connection.createArrayOf("int8", list));
        } else if (value instanceof Integer number) {
            statement.setInt(at, number);
        } else if (value instanceof Integer[] list) {
            statement.setArray(at, connection.createArrayOf("int4", list));
        } else {
            throw new IllegalArgumentException("No statement takes a " + value.getClass());
        }
    }
}
