package dev.kindred.datastore.engine.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * This process among those that share the store. It says that it is alive, in one row, at intervals; what it claimed belongs to nobody when it has not said so for a while. A number
 * is given to another process after that, with the next epoch: number and epoch together are never given twice.
 */
final class Node {

    /** For the row {@code alive_until}: by the server's clock, so that clocks that differ declare nobody dead. */
    static final String NOW = "(extract(epoch from clock_timestamp()) * 1000000)::bigint";

    /** Connections of one process that commit at the same time have a slot each; no process has more. */
    private static final int SLOTS = 1 << 16;

    private static final int ATTEMPTS = 20;

    private final int id;
    private final long epoch;
    private final ConcurrentLinkedDeque<Slot> idle = new ConcurrentLinkedDeque<>();
    private final AtomicInteger slots = new AtomicInteger();

    private Node(int id, long epoch) {
        this.id = id;
        this.epoch = epoch;
    }

    /**
     * A row of its own for each commit in flight: it tells afterwards whether a commit was applied whose answer got lost, and holds what was added to counters, so that two commits
     * never wait for each other over either.
     */
    static final class Slot {

        private final long id;
        private long sequence;

        private Slot(long id, long sequence) {
            this.id = id;
            this.sequence = sequence;
        }

        long id() {
            return id;
        }

        /** The number of a commit: greater than all before in this slot. */
        long next() {
            return ++sequence;
        }
    }

    static Node register(Connection connection, String schema, String name, long leaseMicros) throws SQLException {
        SQLException last = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                Node reused = run(
                        connection,
                        "with free as (select id from " + schema + ".node where alive_until < " + NOW
                                + " order by id limit 1 for update skip locked) update " + schema
                                + ".node n set epoch = n.epoch + 1, alive_until = " + NOW
                                + " + ?, name = ? from free where n.id = free.id returning n.id, n.epoch",
                        leaseMicros,
                        name);
                Node made = reused != null
                        ? reused
                        : run(
                                connection,
                                "insert into " + schema + ".node (id, epoch, alive_until, name)"
                                        + " select coalesce(max(id), 0) + 1, 1, " + NOW + " + ?, ? from " + schema
                                        + ".node returning id, epoch",
                                leaseMicros,
                                name);
                if (made != null) {
                    return made;
                }
            } catch (SQLException e) {
                if (!Failures.isConflict(e) && !Failures.isRefusal(e)) {
                    throw e;
                }
                last = e;
            }
        }
        throw last == null ? new SQLException("No number could be found for this process") : last;
    }

    private static @Nullable Node run(Connection connection, String statement, long leaseMicros, String name)
            throws SQLException {
        Node[] found = new Node[1];
        new Script()
                .query(
                        statement,
                        rows -> {
                            if (rows.next()) {
                                found[0] = new Node(rows.getInt(1), rows.getLong(2));
                            }
                        },
                        leaseMicros,
                        name)
                .run(connection);
        return found[0];
    }

    /** Says that this process lives. */
    Script beat(String schema, long leaseMicros) {
        return new Script()
                .add(
                        "update " + schema + ".node set alive_until = " + NOW + " + ? where id = ? and epoch = ?",
                        leaseMicros,
                        id,
                        epoch);
    }

    /** Says that this process is no more, so that its number can be given to another. */
    Script leave(String schema) {
        return new Script().add("update " + schema + ".node set alive_until = 0 where id = ? and epoch = ?", id, epoch);
    }

    int id() {
        return id;
    }

    long epoch() {
        return epoch;
    }

    Slot takeSlot() {
        Slot slot = idle.pollFirst();
        if (slot != null) {
            return slot;
        }
        int number = slots.getAndIncrement();
        if (number >= SLOTS) {
            throw new IllegalStateException("More than " + SLOTS + " commits at the same time");
        }
        return new Slot((long) id * SLOTS + number, epoch << 40);
    }

    void giveBack(Slot slot) {
        idle.addFirst(slot);
    }
}
