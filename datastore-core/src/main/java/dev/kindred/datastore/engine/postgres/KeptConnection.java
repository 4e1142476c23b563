package dev.kindred.datastore.engine.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connection that a process keeps from its pool for as long as the engine is open, for what must not wait until others are done with theirs: rows that somebody needs who is in the
 * middle of a transaction, the word that the process lives, the question what became of a commit. On the pool's connections, transactions that hold all of them would wait for each other.
 *
 * <p>It is lent to one after the other, in the order they come. A broken one is replaced by another of the pool when it is asked for next.
 */
final class KeptConnection {

    /** How long it is believed to work after it has. */
    private static final long TRUSTED_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final int SECONDS_TO_VALIDATE = 5;

    /** So long it is waited for before one of the pool is asked for. */
    private static final long PATIENCE_MILLIS = 1_000;

    private final Server server;
    private final Semaphore turn = new Semaphore(1, true);
    /** Belongs to who has the turn, as what follows. */
    private volatile @Nullable Connection connection;

    private long workedAt;
    private volatile boolean closed;

    KeptConnection(Server server) {
        this.server = server;
    }

    /** Has it from the pool, so that it is there when the pool has none. */
    void reserve() throws SQLException {
        giveBack(take(), true);
    }

    /** Waits until it is free. */
    Connection take() throws SQLException {
        turn.acquireUninterruptibly();
        return taken();
    }

    /** One of the pool's if it is not free soon. Either way {@link #giveBack} takes it. Not for a thread that has it already: that one would wait for itself. */
    Connection takeOrConnect() throws SQLException {
        try {
            if (!turn.tryAcquire(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                return server.connect();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("The thread was interrupted while it waited for a connection", e);
        }
        return taken();
    }

    private Connection taken() throws SQLException {
        boolean taken = false;
        try {
            Connection current = usable();
            taken = true;
            return current;
        } finally {
            if (!taken) {
                turn.release();
            }
        }
    }

    private Connection usable() throws SQLException {
        if (closed) {
            throw Server.closedException();
        }
        Connection current = connection;
        if (current != null && !works(current)) {
            connection = null;
            Server.giveUp(current);
            current = null;
        }
        if (current == null) {
            current = server.connect();
            connection = current;
        }
        return current;
    }

    private boolean works(Connection current) throws SQLException {
        return System.nanoTime() - workedAt < TRUSTED_NANOS || current.isValid(SECONDS_TO_VALIDATE);
    }

    /** The second says whether it is in no transaction any more. */
    void giveBack(Connection lent, boolean clean) {
        if (lent != connection) {
            if (clean) {
                Server.handBack(lent);
            } else {
                server.release(lent);
            }
            return;
        }
        if (!clean && !server.rollBack(lent)) {
            connection = null;
            Server.handBack(lent);
        }
        workedAt = System.nanoTime();
        boolean over = closed;
        turn.release();
        if (over) {
            close();
        }
    }

    /** Hands it back to the pool, now or when who has it gives it back. */
    void close() {
        closed = true;
        if (turn.tryAcquire()) {
            Connection last = connection;
            connection = null;
            if (last != null) {
                Server.handBack(last);
            }
            turn.release();
        }
    }
}
