package dev.kindred.datastore.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.store.ByteRange;
import dev.kindred.datastore.store.IndexRange;
import dev.kindred.datastore.store.JoinedRow;
import dev.kindred.datastore.store.JoinedScan;
import dev.kindred.datastore.store.JoinedScan.Content;
import dev.kindred.datastore.store.JoinedScan.Order;
import dev.kindred.datastore.store.JoinedScan.Wanted;
import dev.kindred.datastore.store.Scan;
import dev.kindred.datastore.store.ScanDirection;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.TransactionMode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * How the server goes about queries on 100,000 entities when it plans without knowing the arguments, as it does for prepared statements. Entities have four index rows each: under 1 and one of 20
 * values, under 2 and one of 50 values, under 3 and a value of their own, and under 4 and one of 1,000 values.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresPlanTests {

    private static final int ENTITIES = 100_000;
    private static final ByteRange KEYS = new ByteRange(new byte[] {2}, new byte[] {3});

    private final String schema = TestServer.newSchema();
    private final PostgresEngine engine =
            PostgresEngine.on(TestServer.dataSource()).schema(schema).build();
    private StorageTransaction snapshot;

    @BeforeAll
    void load() throws SQLException {
        engine.open();
        String key = "'\\x02'::bytea || int4send(n * 7919 % " + ENTITIES + ")";
        run("insert into " + schema + ".entity select " + key
                + ", convert_to(repeat('x', 200), 'UTF8'), 1 from generate_series(1, " + ENTITIES + ") n");
        for (String prefix : List.of(
                "'\\x01'::bytea || int4send(n % 20)",
                "'\\x02'::bytea || int4send(n % 50)", "'\\x03' || int4send(n)", "'\\x04' || int4send(n % 1000)")) {
            run("insert into " + schema + ".index_entry select " + prefix + ", " + key + " from generate_series(1, "
                    + ENTITIES + ") n");
        }
        run("vacuum analyze " + schema + ".entity");
        run("vacuum analyze " + schema + ".index_entry");
        snapshot = engine.begin(TransactionMode.READ_ONLY);
    }

    @AfterAll
    void close() {
        snapshot.close();
        engine.close();
    }

    private static void run(String statement) throws SQLException {
        try (Connection connection = TestServer.dataSource().getConnection();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private static byte[] prefix(int property, int value) {
        return new byte[] {(byte) property, 0, 0, (byte) (value >> 8), (byte) value};
    }

    private static JoinedScan scan(IndexRange range, ScanDirection values, ScanDirection keys, byte[]... alsoUnder) {
        return new JoinedScan(
                range, KEYS, List.of(alsoUnder), new Order(values, keys, null), new Wanted(20, 20, Content.ENTITIES));
    }

    private static IndexRange property(int number) {
        return IndexRange.startingWith(new byte[] {(byte) number});
    }

    /** The plan for any arguments. */
    private String plan(JoinedScan scan) throws SQLException {
        Sql sql = new PostgresJoin((PostgresReads) snapshot, scan).statement(null, 20);
        String text = sql.text();
        for (int i = 1; text.indexOf('?') >= 0; i++) {
            text = text.replaceFirst("\\?", "\\$" + i);
        }
        StringBuilder plan = new StringBuilder();
        try (Connection connection = TestServer.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("set plan_cache_mode = force_generic_plan");
            statement.execute("prepare q as " + text);
            try (ResultSet rows = statement.executeQuery("explain (costs off) execute q("
                    + Arrays.stream(sql.arguments())
                            .map(PostgresPlanTests::literal)
                            .collect(Collectors.joining(", "))
                    + ")")) {
                while (rows.next()) {
                    plan.append(rows.getString(1)).append('\n');
                }
            } finally {
                statement.execute("deallocate q");
                statement.execute("reset plan_cache_mode");
            }
        }
        try (Scan<JoinedRow> found = snapshot.scanJoined(scan)) {
            assertThat(found.next()).isNotNull();
        }
        return plan.toString();
    }

    /** What is sorted once a block has been cut off is no more than the block. */
    private static String belowTheCut(String plan) {
        return plan.substring(plan.indexOf("Nested Loop"));
    }

    private static String literal(Object argument) {
        if (argument instanceof byte[][] list) {
            return Arrays.stream(list)
                    .map(PostgresPlanTests::literal)
                    .collect(Collectors.joining(", ", "array[", "]::bytea[]"));
        }
        return argument instanceof byte[] bytes
                ? "'\\x" + HexFormat.of().formatHex(bytes) + "'"
                : String.valueOf(argument);
    }

    @Test
    void anEqualityReadsTheIndexInOrderAndEntitiesByKey() throws SQLException {
        assertThat(belowTheCut(plan(
                        scan(IndexRange.within(prefix(1, 7), KEYS), ScanDirection.ASCENDING, ScanDirection.ASCENDING))))
                .contains("Index Only Scan using index_entry_pkey", "Index Scan using entity_pkey", "Nested Loop")
                .doesNotContain("Seq Scan", "Sort", "Hash", "Bitmap");
    }

    @Test
    void anOrderReadsTheIndexInOrderEitherWay() throws SQLException {
        for (ScanDirection direction : ScanDirection.values()) {
            assertThat(belowTheCut(plan(scan(property(3), direction, direction))))
                    .contains("Index Only Scan", "Index Scan using entity_pkey")
                    .doesNotContain("Seq Scan", "Sort", "Hash", "Bitmap");
        }
    }

    @Test
    void valuesOneWayAndKeysTheOtherReadNoTable() throws SQLException {
        assertThat(plan(scan(property(1), ScanDirection.DESCENDING, ScanDirection.ASCENDING)))
                .contains("Index Only Scan Backward", "Index Scan using entity_pkey")
                .doesNotContain("Seq Scan on", "Hash", "Bitmap");
    }

    @Test
    void severalEqualitiesReadNothingButTheIndexWhicheverIsRare() throws SQLException {
        for (ScanDirection direction : ScanDirection.values()) {
            assertThat(plan(scan(
                            IndexRange.within(prefix(1, 7), KEYS), direction, direction, prefix(2, 7), prefix(4, 7))))
                    .contains("Index Only Scan", "Index Scan using entity_pkey")
                    .doesNotContain("Seq Scan", "Hash", "Bitmap", "Join Filter");
        }
    }

    @Test
    void equalitiesThatRarelyMeetAreFoundInStepsEitherWay() {
        for (ScanDirection direction : ScanDirection.values()) {
            JoinedScan scan = new JoinedScan(
                    IndexRange.within(prefix(1, 7), KEYS),
                    KEYS,
                    List.of(prefix(2, 7)),
                    new Order(direction, direction, null),
                    new Wanted(300, Integer.MAX_VALUE, Content.KEYS));
            List<byte[]> found = new ArrayList<>();

            try (Scan<JoinedRow> rows = snapshot.scanJoined(scan)) {
                for (JoinedRow row = rows.next(); row != null; row = rows.next()) {
                    found.add(row.index().key());
                }
            }

            // One in 100, as many as both 7 of 20 and 7 of 50.
            assertThat(found).hasSize(ENTITIES / 100);
            Comparator<byte[]> order = Arrays::compareUnsigned;
            assertThat(found).isSortedAccordingTo(direction == ScanDirection.ASCENDING ? order : order.reversed());
        }
    }

    @Test
    void anEqualityInAnotherOrderWalksTheOrderAndProbes() throws SQLException {
        assertThat(plan(scan(property(3), ScanDirection.ASCENDING, ScanDirection.ASCENDING, prefix(1, 7))))
                .contains("Index Only Scan", "Index Scan using entity_pkey")
                .doesNotContain("Seq Scan", "Bitmap");
    }
}
