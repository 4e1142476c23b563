package dev.kindred.datastore.engine.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
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

    /** The lowest bits of the ids of tasks. */
    private static final int MOST = (1 << TaskIds.NODE_BITS) - 1;

    private final int id;
    private final long epoch;
    private final long since;
    private final ConcurrentLinkedDeque<Slot> idle = new ConcurrentLinkedDeque<>();
    private final AtomicInteger slots = new AtomicInteger();
    private volatile long aliveUntil;

    private Node(int id, long epoch, long since, long aliveUntil) {
        this.id = id;
        this.epoch = epoch;
        this.since = since;
        this.aliveUntil = aliveUntil;
    }

    /**
     * A row of its own for each commit in flight: it tells afterwards whether a commit was applied whose answer got lost, and holds what was added to counters, so that two commits
     * never wait for each other over either.
     */
    static final class Slot {

        private final Node owner;
        private final long id;
        private long sequence;
        private volatile long idleSinceNanos = System.nanoTime();

        private Slot(Node owner, long id, long sequence) {
            this.owner = owner;
            this.id = id;
            this.sequence = sequence;
        }

        /** Whose it is; no other uses it as long as the owner's row has the owner's epoch. */
        Node owner() {
            return owner;
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
                        "with free as (select id, alive_until from " + schema + ".node where alive_until < " + NOW
                                + " order by id limit 1 for update skip locked) update " + schema
                                + ".node n set epoch = n.epoch + 1, functions = '{}', alive_until = " + NOW
                                + " + ?, name = ? from free where n.id = free.id returning n.id, n.epoch, greatest(free.alive_until, "
                                + lastOfThoseWhoLeft(schema) + "), n.alive_until",
                        leaseMicros,
                        name);
                Node made = reused != null
                        ? reused
                        : run(
                                connection,
                                "insert into " + schema + ".node (id, epoch, alive_until, name)"
                                        + " select coalesce(max(id), 0) + 1, 1, " + NOW + " + ?, ? from " + schema
                                        + ".node returning id, epoch, " + lastOfThoseWhoLeft(schema) + ", alive_until",
                                leaseMicros,
                                name);
                if (made != null) {
                    if (made.id > MOST) {
                        throw new SQLException("More than " + MOST + " processes share the schema \"" + schema + "\"");
                    }
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

    /** The ids of those who crashed are past for whoever gets their number; of those who left, for everybody. */
    private static String lastOfThoseWhoLeft(String schema) {
        return "(select coalesce(max(alive_until), 0) from " + schema + ".node where name = '')";
    }

    private static @Nullable Node run(Connection connection, String statement, long leaseMicros, String name)
            throws SQLException {
        Node[] found = new Node[1];
        new Script()
                .query(
                        statement,
                        rows -> {
                            if (rows.next()) {
                                found[0] = new Node(rows.getInt(1), rows.getLong(2), rows.getLong(3), rows.getLong(4));
                            }
                        },
                        leaseMicros,
                        name)
                .run(connection);
        return found[0];
    }

    /** For who looks at the table. */
    static String processName() {
        return ProcessHandle.current().pid() + "@" + Objects.requireNonNullElse(System.getenv("HOSTNAME"), "localhost");
    }

    int id() {
        return id;
    }

    long epoch() {
        return epoch;
    }

    /** Before which time the number may have been another's, in microseconds since 1970 by the server's clock. */
    long since() {
        return since;
    }

    /** Until when nobody can take the number away, in microseconds since 1970 by the server's clock. */
    long aliveUntil() {
        return aliveUntil;
    }

    void aliveUntil(long time) {
        aliveUntil = time;
    }

    Slot takeSlot() {
        Slot slot = idle.pollFirst();
        return slot != null ? slot : newSlot();
    }

    private Slot newSlot() {
        int number = slots.getAndIncrement();
        if (number >= SLOTS) {
            throw new IllegalStateException("More than " + SLOTS + " commits at the same time");
        }
        return new Slot(this, (long) id * SLOTS + number, epoch << 40);
    }

    /** A slot that nobody has used since a moment: for a transaction whose snapshot may be as old as that. */
    Slot takeSlotIdleSince(long nanos) {
        Slot oldest = idle.pollLast();
        if (oldest != null) {
            if (oldest.idleSinceNanos - nanos < 0) {
                return oldest;
            }
            idle.addLast(oldest);
        }
        return newSlot();
    }

    /** To its owner, which may be what this process was before it had to begin anew. */
    void giveBack(Slot slot) {
        slot.idleSinceNanos = System.nanoTime();
        slot.owner.idle.addFirst(slot);
    }
}
