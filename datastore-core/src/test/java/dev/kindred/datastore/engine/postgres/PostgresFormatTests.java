package dev.kindred.datastore.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.store.Changes;
import dev.kindred.datastore.store.EntityPut;
import dev.kindred.datastore.store.IndexRow;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.TaskChange;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TransactionMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The worked example of {@code docs/formats/postgres.md}. */
class PostgresFormatTests {

    private static final String EXAMPLE = """
            entity       k 0211  v 01ff
            index_entry  p 05    e 0211
            task         queue q1  state 0  headers a\\eb=c
                                                    n=x\\ny
            """;

    @Test
    void rowsAreAsThePageShows() throws SQLException, IOException {
        String schema = TestServer.newSchema();
        Map<String, String> headers = Map.of("a=b", "c", "n", "x\ny");
        try (PostgresEngine engine =
                PostgresEngine.on(TestServer.dataSource()).schema(schema).build()) {
            TaskRow task = TaskRow.waiting(engine.tasks().nextId(), "q1", null, 1, 100, new byte[0], headers, 1);
            try (StorageTransaction transaction = engine.begin(TransactionMode.READ_WRITE)) {
                transaction.commit(new Changes(
                        List.of(new EntityPut(
                                new byte[] {2, 0x11}, new byte[] {1, (byte) 0xFF}, EntityPut.Precondition.NONE)),
                        List.of(),
                        List.of(new IndexRow(new byte[] {5}, new byte[] {2, 0x11})),
                        List.of(),
                        List.of(new TaskChange.Add(task))));
            }
            assertThat(engine.tasks().list("q1", 0, 1).get(0).headers()).isEqualTo(headers);
        }

        String rows = one("select 'entity       k ' || encode(k, 'hex') || '  v ' || encode(v, 'hex') from " + schema
                        + ".entity")
                + one("select 'index_entry  p ' || encode(p, 'hex') || '    e ' || encode(e, 'hex') from " + schema
                        + ".index_entry")
                + one("select 'task         queue ' || queue || '  state ' || state || '  headers '"
                        + " || replace(headers, chr(10), chr(10) || repeat(' ', 40)) from " + schema + ".task");
        assertThat(rows).isEqualTo(EXAMPLE);
        assertThat(Files.readString(Path.of("../docs/formats/postgres.md"))).contains(EXAMPLE);
    }

    private static String one(String query) throws SQLException {
        try (Connection connection = TestServer.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1) + "\n";
        }
    }
}
