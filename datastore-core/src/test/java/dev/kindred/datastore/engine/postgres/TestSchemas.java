package dev.kindred.datastore.engine.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/** Schemas that one test uses after the other. */
final class TestSchemas {

    private final DataSource source;
    private final List<Lent> lent = new ArrayList<>();
    private final Deque<String> idle = new ArrayDeque<>();

    /** A schema, and who uses it until it is closed. */
    private record Lent(String schema, PostgresEngine engine) {}

    TestSchemas(DataSource source) {
        this.source = source;
    }

    synchronized PostgresEngine lend(UnaryOperator<PostgresEngine.Builder> settings) {
        takeBack();
        String schema = idle.isEmpty() ? TestServer.newSchema() : emptied(idle.pop());
        PostgresEngine engine =
                settings.apply(PostgresEngine.on(source).schema(schema)).build();
        // A closed engine that was never open would look as if it were done with.
        engine.open();
        lent.add(new Lent(schema, engine));
        return engine;
    }

    private void takeBack() {
        for (Iterator<Lent> each = lent.iterator(); each.hasNext(); ) {
            Lent loan = each.next();
            if (!loan.engine().isOpen()) {
                loan.engine().close(); // waits until another thread that closes it is through
                each.remove();
                idle.push(loan.schema());
            }
        }
    }

    private String emptied(String schema) {
        texts(
                        source,
                        "select string_agg(format('delete from %I.%I', schemaname, tablename)"
                                + " || case when tablename = 'setting' then ' where name <> ''format''' else '' end, '; ')"
                                + " from pg_tables where schemaname = '" + schema + "'")
                .forEach(script -> run(source, script));
        return schema;
    }

    /** Drops the schemas whose names begin so, one by one: all at once would take more locks than a server has. */
    static void drop(DataSource source, String prefix) {
        texts(
                        source,
                        "select format('drop schema %I cascade', nspname) from pg_namespace where starts_with(nspname, '"
                                + prefix + "')")
                .forEach(statement -> run(source, "set client_min_messages = warning; " + statement));
    }

    private static List<String> texts(DataSource source, String query) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        } catch (SQLException e) {
            throw new IllegalStateException("The server of the tests cannot be asked about its schemas", e);
        }
    }

    private static void run(DataSource source, String script) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(script);
        } catch (SQLException e) {
            throw new IllegalStateException("A schema of the tests could not be emptied or dropped: " + script, e);
        }
    }
}
