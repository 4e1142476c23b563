package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.Mark;
import dev.kindred.datastore.store.OutdatedException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction has to do with {@link Mark}s. The table has a row for each, whose version is the id of the transaction that moved it last. It is a table of its own because the server
 * notes pages: every commit looks at a mark, and would conflict with whoever inserts a row on the same page of an index.
 */
final class Marks {

    private static final Mark[] ALL = Mark.values();

    private final Map<Mark, Long> found = new EnumMap<>(Mark.class);
    /** Not compared yet. */
    private final Map<Mark, Long> expected = new EnumMap<>(Mark.class);

    private final Set<Mark> moved = EnumSet.noneOf(Mark.class);

    /** What an earlier read has found in the snapshot. */
    @Nullable
    Long found(Mark mark) {
        return found.get(mark);
    }

    /** Runs a statement in the transaction. */
    interface Reading {
        void read(String statement, Script.Rows reader);
    }

    /** Finds them all out. */
    void read(Reading reading, String schema) {
        for (Mark mark : ALL) {
            found.put(mark, 0L);
        }
        reading.read("select id, version from " + schema + ".mark", this::found);
    }

    private void found(ResultSet rows) throws SQLException {
        while (rows.next()) {
            found.put(ALL[rows.getInt(1)], rows.getLong(2));
        }
    }

    void expect(Mark mark, long state) {
        Long actual = found.get(mark);
        if (actual == null) {
            expected.put(mark, state);
        } else if (actual != state) {
            throw new OutdatedException(mark, actual);
        }
    }

    void forget(Mark mark) {
        expected.remove(mark);
    }

    void move(Mark mark) {
        moved.add(mark);
    }

    /** Lets statements read those marks that have to be compared; {@link #compare} is for afterwards. */
    void readIn(Script script, String schema) {
        if (!expected.isEmpty()) {
            expected.keySet().forEach(mark -> found.put(mark, 0L));
            script.query(
                    "select id, version from " + schema + ".mark where id in (?" + ", ?".repeat(expected.size() - 1)
                            + ")",
                    this::found,
                    expected.keySet().stream().map(Mark::ordinal).toArray());
        }
    }

    /** Compares, once. What comes behind one that fails is left for the next time. */
    void compare() {
        for (Mark mark : ALL) {
            Long state = expected.remove(mark);
            if (state != null) {
                expect(mark, state);
            }
        }
    }

    /** Compares what was read with no snapshot that lasts. */
    void compareOnce() {
        try {
            compare();
        } finally {
            found.clear();
        }
    }

    /** A condition for a statement of a commit that has not been preceded by a comparison, and null if all is compared. */
    @Nullable
    String condition(String schema, List<Object> arguments) {
        List<String> conditions = new ArrayList<>();
        expected.forEach((mark, state) -> {
            conditions.add("coalesce((select version from " + schema + ".mark where id = ?), 0) = ?");
            arguments.add(mark.ordinal());
            arguments.add(state);
        });
        return conditions.isEmpty() ? null : String.join(" and ", conditions);
    }

    void writeMoved(Script script, String schema, String version) {
        for (Mark mark : moved) {
            script.add(
                    "insert into " + schema + ".mark (id, version) values (?, " + version
                            + ") on conflict (id) do update set version = excluded.version",
                    mark.ordinal());
        }
    }

    /** After a commit that was refused: throws if it was for a mark. */
    void refuse(Connection connection, String schema) throws SQLException {
        if (!expected.isEmpty()) {
            Script script = new Script();
            readIn(script, schema);
            script.run(connection);
            Map<Mark, Long> wanted = new EnumMap<>(expected);
            Map<Mark, Long> actual = new EnumMap<>(found);
            // Other attempts of the commit have snapshots of their own.
            found.clear();
            wanted.forEach((mark, state) -> {
                if (!state.equals(actual.get(mark))) {
                    throw new OutdatedException(mark, actual.getOrDefault(mark, 0L));
                }
            });
        }
    }
}
