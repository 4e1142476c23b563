package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.Changes;
import dev.kindred.datastore.store.CommitResult;
import dev.kindred.datastore.store.EntityRow;
import dev.kindred.datastore.store.IsolationTooLowException;
import dev.kindred.datastore.store.JoinedStorageTransaction;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.TransactionMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes part in a transaction of the application's. The connection comes begun, or about to begin with its first statement, and is left as it is: nothing here commits, rolls back, or
 * closes. What became of the commit is not ours to find out either, so the {@link Node.Slot} is there for the counters alone.
 */
final class PostgresPart extends PostgresTransaction implements JoinedStorageTransaction {

    private final Connection outer;
    private final PostgresTasks tasks;
    private final long begunNanos;
    private final List<Commit> written = new ArrayList<>();
    private Node.@Nullable Slot counters;
    private boolean isolated;

    PostgresPart(Server server, PostgresTasks tasks, TransactionMode mode, Connection outer, long begunNanos) {
        super(server, tasks, mode);
        this.outer = outer;
        this.tasks = tasks;
        this.begunNanos = begunNanos;
    }

    /** Whether what it reads is of one moment. To be asked before anything else. */
    boolean keepsItsSnapshot() {
        if (mode != TransactionMode.READ_ONLY) {
            return true;
        }
        try {
            return hasRunNothing() || isOf(Set.of("repeatable read", "serializable"));
        } catch (SQLException e) {
            throw Failures.storeFailure("Joining a transaction", e);
        }
    }

    /** A driver refuses to change this once a transaction has begun, and sends nothing for it before. */
    private boolean hasRunNothing() {
        try {
            outer.setReadOnly(outer.isReadOnly());
            return true;
        } catch (SQLException begun) {
            return false;
        }
    }

    private boolean isOf(Set<String> isolations) throws SQLException {
        String[] isolation = {""};
        new Script()
                .query("show transaction_isolation", rows -> {
                    rows.next();
                    isolation[0] = rows.getString(1);
                })
                .run(outer);
        return isolations.contains(isolation[0]);
    }

    @Override
    public synchronized void isolate() {
        refuseUnlessOpen();
        if (isolated) {
            return;
        }
        try {
            Script script = new Script();
            isolate(script);
            if (!script.isEmpty()) {
                server.send(script, outer);
            }
        } catch (SQLException e) {
            end(State.OVER, false);
            throw Failures.storeFailure("Joining a transaction", e);
        }
    }

    private void isolate(Script script) throws SQLException {
        if (!isolated) {
            if (hasRunNothing()) {
                script.add("set transaction isolation level "
                        + (mode == TransactionMode.READ_ONLY ? "repeatable read" : "serializable"));
            } else if (mode == TransactionMode.READ_WRITE && !isOf(Set.of("serializable"))) {
                throw new IsolationTooLowException(
                        "The transaction has run statements at an isolation that is not enough for entities. Begin it with"
                                + " @Transactional(isolation = Isolation.SERIALIZABLE), or use the datastore before any statement.");
            }
            isolated = true;
        }
    }

    @Override
    Connection enter(Script script) throws SQLException {
        isolate(script);
        return enterAnyhow(script);
    }

    private Connection enterAnyhow(Script script) {
        server.beginning().withoutTableScans(script);
        return outer;
    }

    @Override
    public synchronized List<@Nullable EntityRow> getAllToReplace(List<byte[]> keys) {
        return getAll(keys);
    }

    @Override
    public StorageTransaction apart() {
        return this;
    }

    @Override
    void leave(Script script) {
        server.beginning().withTableScans(script);
    }

    @Override
    boolean readsCountersItself() {
        return true;
    }

    @Override
    public synchronized CommitResult write(Changes changes) {
        refuseUnlessOpen();
        if (mode == TransactionMode.READ_ONLY) {
            throw new IllegalStateException("A read-only transaction cannot write; join it in READ_WRITE");
        }
        if (changes.isEmpty()) {
            return new CommitResult.Committed(server.lastVersion());
        }
        Script script = new Script();
        try {
            if (writesEntities(changes)) {
                enter(script);
            } else {
                enterAnyhow(script);
            }
        } catch (SQLException e) {
            throw Failures.storeFailure("Writing", e);
        }
        Commit write = new Commit(server, tasks, changes, marks, Map.of());
        CommitResult result = write.write(outer, slotForCounters(), script);
        if (result instanceof CommitResult.Committed) {
            written.add(write);
            forgetRows();
        }
        return result;
    }

    private static boolean writesEntities(Changes changes) {
        return !(changes.puts().isEmpty()
                && changes.deletes().isEmpty()
                && changes.indexPuts().isEmpty()
                && changes.indexDeletes().isEmpty()
                && changes.counters().isEmpty());
    }

    private Node.Slot slotForCounters() {
        Node.Slot slot = counters;
        if (slot == null) {
            slot = server.node().takeSlotIdleSince(begunNanos);
            counters = slot;
        }
        return slot;
    }

    @Override
    public CommitResult commit(Changes changes) {
        throw new IllegalStateException("The transaction belongs to the owner of its connection, who commits it");
    }

    @Override
    public Connection connection() {
        refuseUnlessOpen();
        return outer;
    }

    @Override
    public void committed() {
        for (Commit write : written) {
            write.told();
        }
    }

    @Override
    void end(State how, boolean clean) {
        super.end(how, clean);
        Node.Slot slot = counters;
        counters = null;
        if (slot != null) {
            server.node().giveBack(slot);
        }
    }
}
