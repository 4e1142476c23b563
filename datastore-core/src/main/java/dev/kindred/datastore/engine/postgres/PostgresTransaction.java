package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.ByteRange;
import dev.kindred.datastore.store.Changes;
import dev.kindred.datastore.store.CommitResult;
import dev.kindred.datastore.store.CounterRow;
import dev.kindred.datastore.store.EntityRow;
import dev.kindred.datastore.store.IndexRange;
import dev.kindred.datastore.store.IndexRow;
import dev.kindred.datastore.store.Scan;
import dev.kindred.datastore.store.ScanDirection;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.StoreConflictException;
import dev.kindred.datastore.store.TransactionMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A transaction of the server's. It takes a connection with its first statement, and begins in the same round trip; one that only commits needs a single one for everything. Readers
 * are {@code REPEATABLE READ}, which is one snapshot that nobody disturbs and that disturbs nobody; writers are {@code SERIALIZABLE}. The monitor is held during each call, so
 * that closing the engine waits for it.
 */
final class PostgresTransaction implements StorageTransaction {

    private static final String BEGIN_READING = "begin isolation level repeatable read, read only";

    private enum State {
        OPEN,
        OVER,
        ENGINE_CLOSED
    }

    private final Server server;
    private final PostgresTasks tasks;
    private final TransactionMode mode;
    private @Nullable Connection connection;
    /** Held from the snapshot on: nobody else may have changed its rows since. */
    private Node.@Nullable Slot slot;

    private State state = State.OPEN;
    private long snapshotVersion = -1;

    PostgresTransaction(Server server, PostgresTasks tasks, TransactionMode mode) {
        this.server = server;
        this.tasks = tasks;
        this.mode = mode;
    }

    /** Small tables would be read as a whole, and then conflict with everything; so they are not. */
    static Script beginWriting(Script script) {
        return script.add("begin isolation level serializable").add("set local enable_seqscan = off");
    }

    @Override
    public synchronized long snapshotVersion() {
        refuseUnlessOpen();
        if (snapshotVersion < 0) {
            read(
                    "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1",
                    rows -> snapshotVersion = rows.next() ? rows.getLong(1) : 0);
        }
        return snapshotVersion;
    }

    @Override
    public synchronized @Nullable EntityRow get(byte[] key) {
        EntityRow[] found = new EntityRow[1];
        read(
                "select v, version from " + server.schema() + ".entity where k = ?",
                rows -> found[0] = rows.next() ? new EntityRow(key, rows.getBytes(1), rows.getLong(2)) : null,
                key);
        return found[0];
    }

    @Override
    public synchronized List<@Nullable EntityRow> getAll(List<byte[]> keys) {
        if (keys.isEmpty()) {
            refuseUnlessOpen();
            return List.of();
        }
        Map<Bytes, EntityRow> found = new HashMap<>(2 * keys.size());
        read(
                "select t.k, t.v, t.version from unnest(?::bytea[]) x(k) join " + server.schema()
                        + ".entity t on t.k = x.k",
                rows -> {
                    while (rows.next()) {
                        byte[] key = rows.getBytes(1);
                        found.put(new Bytes(key), new EntityRow(key, rows.getBytes(2), rows.getLong(3)));
                    }
                },
                (Object) keys.stream()
                        .map(Bytes::new)
                        .distinct()
                        .map(Bytes::value)
                        .toArray(byte[][]::new));
        List<@Nullable EntityRow> all = new ArrayList<>(keys.size());
        for (byte[] key : keys) {
            all.add(found.get(new Bytes(key)));
        }
        return all;
    }

    @Override
    public synchronized Scan<EntityRow> scanEntities(ByteRange range, ScanDirection direction, int limit) {
        refuseUnlessOpen();
        return new PostgresScan.Entities(this, range, direction, limit);
    }

    @Override
    public synchronized Scan<IndexRow> scanIndex(IndexRange range, ScanDirection direction, int limit) {
        refuseUnlessOpen();
        return new PostgresScan.Index(this, range, direction, limit);
    }

    @Override
    public synchronized boolean[] containsAll(List<IndexRow> rows) {
        boolean[] contained = new boolean[rows.size()];
        if (rows.isEmpty()) {
            refuseUnlessOpen();
            return contained;
        }
        read(
                "select x.i from unnest(?::bytea[], ?::bytea[]) with ordinality x(p, e, i) join " + server.schema()
                        + ".index_entry t on t.p = x.p and t.e = x.e",
                found -> {
                    while (found.next()) {
                        contained[(int) found.getLong(1) - 1] = true;
                    }
                },
                rows.stream().map(IndexRow::prefix).toArray(byte[][]::new),
                rows.stream().map(IndexRow::key).toArray(byte[][]::new));
        return contained;
    }

    @Override
    public synchronized List<CounterRow> counters(ByteRange range) {
        Map<Bytes, long[]> sums = new TreeMap<>();
        byte[] to = range.to();
        String statement =
                "select k, n from " + server.schema() + ".counter where k >= ?" + (to == null ? "" : " and k < ?");
        Object[] bounds = to == null ? new Object[] {range.from()} : new Object[] {range.from(), to};
        Script.Rows reader = rows -> {
            while (rows.next()) {
                add(sums, new Bytes(rows.getBytes(1)), (Long[]) rows.getArray(2).getArray());
            }
        };
        if (mode == TransactionMode.READ_ONLY) {
            read(statement, reader, bounds);
        } else {
            readBeside(statement, reader, bounds);
        }
        List<CounterRow> found = new ArrayList<>(sums.size());
        sums.forEach((key, values) -> {
            for (long value : values) {
                if (value != 0) {
                    found.add(new CounterRow(key.value(), values));
                    return;
                }
            }
        });
        return found;
    }

    /** Reads the same snapshot in a transaction of its own, so that what is read joins no read set. */
    private void readBeside(String statement, Script.Rows reader, Object... arguments) {
        String[] snapshot = new String[1];
        read("select pg_export_snapshot()", rows -> {
            rows.next();
            snapshot[0] = rows.getString(1);
        });
        server.run("Reading counters", () -> new Script()
                .add(BEGIN_READING)
                // An identifier that the server has just made: hexadecimal digits and dashes.
                .add("set transaction snapshot '" + snapshot[0] + "'")
                .query(statement, reader, arguments)
                .add("commit"));
    }

    private static void add(Map<Bytes, long[]> sums, Bytes key, Long[] values) {
        long[] sum = sums.get(key);
        if (sum == null || sum.length < values.length) {
            long[] longer = new long[values.length];
            if (sum != null) {
                System.arraycopy(sum, 0, longer, 0, sum.length);
            }
            sum = longer;
            sums.put(key, sum);
        }
        for (int i = 0; i < values.length; i++) {
            sum[i] += values[i];
        }
    }

    @Override
    public CommitResult commit(Changes changes) {
        CommitResult result;
        Commit commit = new Commit(server, tasks, changes);
        synchronized (this) {
            refuseUnlessOpen();
            if (mode == TransactionMode.READ_ONLY) {
                throw new IllegalStateException("A read-only transaction cannot commit; begin it in READ_WRITE");
            }
            try {
                result = changes.isEmpty()
                        ? new CommitResult.Committed(server.lastVersion())
                        : commit.run(connection, slot);
            } finally {
                end(State.OVER);
            }
        }
        if (result instanceof CommitResult.Committed committed) {
            server.committed(committed.version());
            tasks.committed(changes.tasks(), commit.removals());
        }
        return result;
    }

    /** Runs one query in the transaction, which begins with the first. */
    void read(String statement, Script.Rows reader, @Nullable Object... arguments) {
        refuseUnlessOpen();
        Script script = new Script();
        try {
            Connection current = connection;
            if (current == null) {
                current = server.connect();
                connection = current;
                if (mode == TransactionMode.READ_ONLY) {
                    script.add(BEGIN_READING);
                } else {
                    slot = server.node().takeSlot();
                    beginWriting(script);
                }
            }
            script.query(statement, reader, arguments).run(current);
        } catch (SQLException e) {
            end(State.OVER);
            if (Failures.isConflict(e)) {
                throw new StoreConflictException(Failures.text(e), e);
            }
            throw Failures.storeFailure("Reading", e);
        }
    }

    @Override
    public synchronized void close() {
        if (state == State.OPEN) {
            end(State.OVER);
        }
    }

    /** Takes the connection away because the engine is going to be closed. */
    synchronized void detach() {
        if (state == State.OPEN) {
            end(State.ENGINE_CLOSED);
        }
    }

    private void end(State how) {
        state = how;
        server.over(this);
        Connection current = connection;
        connection = null;
        if (current != null) {
            Server.release(current);
        }
        Node.Slot held = slot;
        slot = null;
        if (held != null) {
            server.node().giveBack(held);
        }
    }

    void refuseIfEngineClosed() {
        if (state == State.ENGINE_CLOSED) {
            throw Server.closedException();
        }
    }

    private void refuseUnlessOpen() {
        refuseIfEngineClosed();
        if (state == State.OVER) {
            throw new IllegalStateException("The transaction is over: it was committed or closed, or it failed");
        }
    }

    String schema() {
        return server.schema();
    }
}
