package dev.kindred.datastore.engine.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The versions of commits: numbers of the server's transactions, which only grow, and after them a number that makes up for a server that began to count anew. That is what one does into which the tables
 * were restored from a dump. It shows when the store is opened: processes write down, at most every ten seconds, how far they have come, and a server that has not come as far is another one. Then the
 * greatest version in the tables is looked for, once, and what is missing is added to all versions from then on.
 */
final class Versions {

    private static final Logger logger = LoggerFactory.getLogger(Versions.class);

    private static final String OFFSET = "version_offset";
    private static final String MARK = "version_mark";

    private final long offset;
    private long marked;

    private Versions(long offset, long marked) {
        this.offset = offset;
        this.marked = marked;
    }

    /** SQL for the version of the transaction that runs it. */
    String ofThisTransaction() {
        return "(pg_current_xact_id()::text::bigint" + added();
    }

    /** SQL for the version before which everything is in the snapshot. */
    String ofThisSnapshot() {
        return "(pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1" + added();
    }

    /**
     * SQL for a number of what the snapshot sees: how many transactions had ended when it was taken. What a snapshot sees, later ones see, too; so one that sees more has a greater number. Those that
     * run on hold nothing back.
     */
    String ofThisState() {
        return "(pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
                + " - (select count(*) from pg_snapshot_xip(pg_current_snapshot()))" + added();
    }

    private String added() {
        return offset == 0 ? ")" : " + " + offset + ")";
    }

    static Versions read(Connection connection, String schema) throws SQLException {
        long[] found = state(connection, schema);
        if (found[1] - found[0] <= found[2]) {
            return new Versions(found[0], found[1]);
        }
        Versions mended = mended(connection, schema);
        logger.info(
                "The server has counted fewer transactions than the tables have versions, as after a restore from a dump; versions go on behind {}",
                mended.marked);
        return mended;
    }

    /** What is added, how far the versions have come, and how many transactions the server has begun. */
    private static long[] state(Connection connection, String schema) throws SQLException {
        long[] found = new long[3];
        new Script()
                .query(
                        "select coalesce((select value from " + schema + ".setting where name = '" + OFFSET
                                + "'), '0')::bigint, coalesce((select value from " + schema + ".setting where name = '"
                                + MARK + "'), '0')::bigint, pg_snapshot_xmax(pg_current_snapshot())::text::bigint",
                        rows -> {
                            rows.next();
                            for (int i = 0; i < found.length; i++) {
                                found[i] = rows.getLong(i + 1);
                            }
                        })
                .run(connection);
        return found;
    }

    /** One process does it; others that open the store at the same time wait for the row, and then see what it has done. */
    private static Versions mended(Connection connection, String schema) throws SQLException {
        boolean done = false;
        try {
            new Script()
                    .add("begin isolation level read committed")
                    .add("select 1 from " + schema + ".setting where name = 'format' for update")
                    .run(connection);
            long[] found = state(connection, schema);
            if (found[1] - found[0] > found[2]) {
                new Script()
                        .query("select coalesce(max(version), 0) from " + schema + ".entity", rows -> {
                            rows.next();
                            found[1] = Math.max(found[1], rows.getLong(1));
                        })
                        .run(connection);
                found[0] = found[1] - found[2] + 1;
                Script writing = new Script();
                write(writing, schema, OFFSET, found[0]);
                write(writing, schema, MARK, found[1]);
                writing.run(connection);
            }
            new Script().add("commit").run(connection);
            done = true;
            return new Versions(found[0], found[1]);
        } finally {
            if (!done) {
                new Script().add("rollback").run(connection);
            }
        }
    }

    private static void write(Script script, String schema, String name, long value) {
        script.add(
                "insert into " + schema + ".setting as t (name, value) values (?, ?) on conflict (name) do update"
                        + " set value = excluded.value where t.value::bigint < excluded.value::bigint",
                name,
                Long.toString(value));
    }

    /** Writes down how far this process has come, if it has come further. */
    synchronized void mark(Server server) {
        long version = server.lastVersion();
        if (version > marked) {
            server.runOnKept("Writing down the last version", () -> {
                Script script = new Script();
                write(script, server.schema(), MARK, version);
                return script;
            });
            marked = version;
        }
    }
}
