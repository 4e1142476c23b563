package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.ByteRange;
import dev.kindred.datastore.store.Changes;
import dev.kindred.datastore.store.CommitResult;
import dev.kindred.datastore.store.CounterRow;
import dev.kindred.datastore.store.EntityRow;
import dev.kindred.datastore.store.Mark;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.StoreConflictException;
import dev.kindred.datastore.store.StoreException;
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
class PostgresTransaction extends PostgresReads {

    enum State {
        OPEN,
        OVER,
        ENGINE_CLOSED
    }

    private static final int LONGEST_IDLE_ALONE_MILLIS = 5_000;

    final Server server;
    final TransactionMode mode;
    private final PostgresTasks tasks;
    private @Nullable Connection connection;
    /** Held from the snapshot on: nobody else may have changed its rows since. */
    private Node.@Nullable Slot slot;

    private final @Nullable KnownRows rows;
    /** Rows that the commit is about, some read outside of the transaction. */
    private final KnownRows rowsToReplace = new KnownRows();
    /** Their versions; 0 for none. */
    private final Map<Bytes, Long> replaced = new HashMap<>();

    /** The application runs statements on the connection, too, and theirs are planned as ever. */
    private boolean lent;

    private State state = State.OPEN;
    private long snapshotVersion = -1;
    final Marks marks = new Marks();

    PostgresTransaction(Server server, PostgresTasks tasks, TransactionMode mode) {
        super(server.schema());
        this.server = server;
        this.tasks = tasks;
        this.mode = mode;
        this.rows = mode == TransactionMode.READ_WRITE ? new KnownRows() : null;
    }

    /** One after the other, on a lock: so each reads what those before it have written, without the server's account of who has read what. */
    private void beginAlone(Script script) {
        script.add("begin isolation level read committed")
                // Of a process that stands still just now, so that others need not wait until it goes on.
                .add("set local idle_in_transaction_session_timeout = " + LONGEST_IDLE_ALONE_MILLIS)
                .add("select 1 from " + server.schema() + ".setting where name = 'format' for update");
    }

    @Override
    public synchronized long snapshotVersion() {
        refuseUnlessOpen();
        if (snapshotVersion < 0) {
            read(
                    "select " + server.versions().ofThisSnapshot(),
                    rows -> snapshotVersion = rows.next() ? rows.getLong(1) : 0);
        }
        return snapshotVersion;
    }

    @Override
    public synchronized long stateVersion() {
        long[] found = new long[1];
        read("select " + server.versions().ofThisState(), rows -> {
            rows.next();
            found[0] = rows.getLong(1);
        });
        return found[0];
    }

    @Override
    public StorageTransaction apart() {
        return mode == TransactionMode.READ_ONLY ? new PostgresApart(schema, this) : this;
    }

    @Override
    PostgresTransaction transaction() {
        return this;
    }

    @Override
    boolean isApart() {
        return false;
    }

    @Override
    public synchronized @Nullable EntityRow get(byte[] key) {
        if (rows == null) {
            return super.get(key);
        }
        return getAll(List.of(key)).get(0);
    }

    /** What the transaction has read before is not read again: its snapshot still says the same. The commit asks for all it overwrites. */
    @Override
    public synchronized List<@Nullable EntityRow> getAll(List<byte[]> keys) {
        return rows == null ? super.getAll(keys) : rows.getAll(keys, super::getAll);
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
        if (readsCountersItself()) {
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

    /** Whether counters may join the read set. */
    boolean readsCountersItself() {
        // Where a snapshot cannot be shared, a writer is stricter than need be: nobody else may have counted there.
        return mode.isReading() || !server.beginning().dialect().exportsSnapshots();
    }

    /** Reads the same snapshot in a transaction of its own, so that what is read joins no read set. */
    private void readBeside(String statement, Script.Rows reader, Object... arguments) {
        String[] snapshot = new String[1];
        read("select pg_export_snapshot()", rows -> {
            rows.next();
            snapshot[0] = rows.getString(1);
        });
        server.runOnKept("Reading counters", () -> new Script()
                .add("begin isolation level repeatable read, read only")
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
    public synchronized long mark(Mark mark) {
        refuseUnlessOpen();
        if (marks.found(mark) == null) {
            marks.read(this::read, schema);
        }
        Long found = marks.found(mark);
        return found == null ? 0 : found;
    }

    @Override
    public synchronized void expect(Mark mark, long state) {
        marks.expect(mark, state);
    }

    @Override
    public synchronized void forget(Mark mark) {
        marks.forget(mark);
    }

    @Override
    public synchronized void move(Mark mark) {
        marks.move(mark);
    }

    @Override
    public CommitResult commit(Changes changes) {
        CommitResult result;
        Commit commit = new Commit(server, tasks, changes, marks, replaced);
        synchronized (this) {
            refuseUnlessOpen();
            if (mode.isReading()) {
                throw new IllegalStateException("A read-only transaction cannot commit; begin it in READ_WRITE");
            }
            if (mode == TransactionMode.ALONE && connection == null) {
                read("select 1", rows -> {});
            }
            boolean committed = false;
            try {
                result = changes.isEmpty() && !lent && replaced.isEmpty()
                        ? commitReads()
                        : commit.run(
                                connection,
                                slot,
                                lent ? server.beginning().withoutTableScans(new Script()) : new Script());
                committed = result instanceof CommitResult.Committed;
            } finally {
                end(State.OVER, committed);
            }
        }
        if (result instanceof CommitResult.Committed committed && !changes.isEmpty()) {
            commit.told(committed.version());
        }
        return result;
    }

    /**
     * As long as nothing else was read, they are read outside of the transaction, and the commit asks that they are still the same. The server would note the pages that they are on, and have the
     * commit conflict with those of neighbours. Of those that are read in the transaction the commit asks it, too: a row that is known to be there, or not to be, is written at less cost than one that may be.
     */
    @Override
    public synchronized List<@Nullable EntityRow> getAllToReplace(List<byte[]> keys) {
        return mode == TransactionMode.READ_WRITE ? rowsToReplace.getAll(keys, this::readToReplace) : getAll(keys);
    }

    private List<@Nullable EntityRow> readToReplace(List<byte[]> keys) {
        if (keys.isEmpty()) {
            return getAll(keys);
        }
        List<@Nullable EntityRow> found =
                connection != null ? getAll(keys) : new PostgresApart(schema, this).getAll(keys);
        for (int i = 0; i < keys.size(); i++) {
            EntityRow row = found.get(i);
            replaced.putIfAbsent(new Bytes(keys.get(i)), row == null ? 0 : row.version());
        }
        return found;
    }

    /** Keeps an entity that a scan read, in case it is asked for by key. */
    void note(EntityRow row) {
        if (rows != null) {
            rows.add(row);
        }
    }

    /** What it has read before need not be so any more. */
    void forgetRows() {
        if (rows != null) {
            rows.close();
        }
    }

    /** What was read counts only if the transaction is let commit: before that the server may find that it saw what no order explains. */
    private CommitResult commitReads() {
        if (connection != null) {
            try {
                server.send(new Script().add("commit"), connection);
            } catch (SQLException e) {
                if (Failures.isConflict(e)) {
                    return new CommitResult.Conflict("something it read was changed");
                }
                throw server.beginning().failure("Committing", e);
            }
        }
        return new CommitResult.Committed(server.lastVersion());
    }

    /** Runs one query by itself, unless there is a snapshot to read on. */
    synchronized void readApart(String statement, Script.Rows reader, @Nullable Object... arguments) {
        refuseUnlessOpen();
        if (connection != null) {
            read(statement, reader, arguments);
            return;
        }
        try {
            server.run(
                    "Reading", () -> server.beginning().alone(new Sql().add(statement, arguments), reader, script -> {
                        if (mode == TransactionMode.READ_ONLY) {
                            marks.readIn(script, schema);
                        }
                    }));
        } catch (StoreException e) {
            end(State.OVER, true);
            throw e;
        }
        // A commit compares by itself, when it comes to what it read.
        if (mode == TransactionMode.READ_ONLY) {
            marks.compareOnce();
        }
    }

    /** Runs one query in the transaction, which begins with the first. */
    @Override
    synchronized void read(String statement, Script.Rows reader, @Nullable Object... arguments) {
        refuseUnlessOpen();
        Script script = new Script();
        try {
            Connection current = enter(script);
            script.query(statement, reader, arguments);
            marks.readIn(script, schema);
            leave(script);
            server.send(script, current);
        } catch (SQLException e) {
            giveUpIfReadOnly(e);
            end(State.OVER, false);
            if (Failures.isConflict(e)) {
                server.counts().conflict(e);
                throw new StoreConflictException(Failures.text(e), e);
            }
            throw server.beginning().failure("Reading", e);
        }
        marks.compare();
    }

    private void giveUpIfReadOnly(SQLException failure) {
        Connection current = connection;
        if (current != null) {
            Server.giveUpIfReadOnly(current, failure);
        }
    }

    /** The connection, and what has to be said on it before a statement of ours. */
    Connection enter(Script script) throws SQLException {
        Connection current = connection;
        if (current == null) {
            current = mode == TransactionMode.ALONE ? server.kept().take() : server.connect();
            connection = current;
            if (!mode.isReading()) {
                slot = server.node().takeSlot();
            }
            if (mode == TransactionMode.ALONE) {
                beginAlone(script);
            } else {
                server.beginning().of(mode, script);
            }
        } else if (lent && mode == TransactionMode.READ_WRITE) {
            server.beginning().withoutTableScans(script);
        }
        return current;
    }

    /** What has to be said after it. */
    void leave(Script script) {
        if (lent && mode == TransactionMode.READ_WRITE) {
            server.beginning().withTableScans(script);
        }
    }

    @Override
    public synchronized Connection connection() {
        refuseUnlessOpen();
        try {
            Script script = new Script();
            Connection current = enter(script);
            if (!lent) {
                lent = true;
                leave(script);
                if (!script.isEmpty()) {
                    server.send(script, current);
                }
                // The transaction is begun, so the driver begins none; to whoever looks it is one as they know it.
                current.setAutoCommit(false);
            }
            return current;
        } catch (SQLException e) {
            end(State.OVER, false);
            throw Failures.storeFailure("Beginning a transaction", e);
        }
    }

    @Override
    public synchronized void close() {
        if (state == State.OPEN) {
            end(State.OVER, false);
        }
    }

    /** Takes the connection away because the engine is going to be closed. */
    synchronized void detach() {
        if (state == State.OPEN) {
            end(State.ENGINE_CLOSED, false);
        }
    }

    /** The second says whether the connection is in no transaction any more. */
    void end(State how, boolean clean) {
        state = how;
        server.over(this);
        Connection current = connection;
        connection = null;
        if (current != null) {
            server.kept().giveBack(current, clean);
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

    final void refuseUnlessOpen() {
        refuseIfEngineClosed();
        if (state == State.OVER) {
            throw new IllegalStateException("The transaction is over: it was committed or closed, or it failed");
        }
    }
}
