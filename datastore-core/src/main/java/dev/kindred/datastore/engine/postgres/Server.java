package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.StoreClosedException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The open store: where connections come from, who this process is, and which transactions are open. */
final class Server {

    private static final Logger logger = LoggerFactory.getLogger(Server.class);

    /** So often a write is tried again that met with another and has nothing to tell anybody about it. */
    static final int ATTEMPTS = 100;

    private static final long LONGEST_PAUSE_MICROS = 20_000;

    private final Connections source;
    private final String schema;
    private volatile Node node;
    private final Set<PostgresTransaction> transactions =
            Collections.newSetFromMap(new ConcurrentHashMap<PostgresTransaction, Boolean>());
    private final AtomicLong lastVersion = new AtomicLong();
    private final AtomicLong commits = new AtomicLong();
    private final AtomicLong roundTrips = new AtomicLong();
    private volatile boolean closed;

    private final Beginning beginning;
    private final Versions versions;
    private final Counts counts = new Counts();
    private final NewRows newRows = new NewRows();
    private final KeptConnection kept = new KeptConnection(this);

    Server(Connections source, Beginning beginning, String schema, Node node, Versions versions) {
        this.beginning = beginning;
        this.versions = versions;
        this.source = source;
        this.schema = schema;
        this.node = node;
    }

    String schema() {
        return schema;
    }

    Node node() {
        return node;
    }

    /** This process goes on as another. */
    void node(Node fresh) {
        node = fresh;
    }

    Versions versions() {
        return versions;
    }

    NewRows newRows() {
        return newRows;
    }

    Counts counts() {
        return counts;
    }

    long lastVersion() {
        return lastVersion.get();
    }

    /** How many transactions of this process have written. */
    long commits() {
        return commits.get();
    }

    void committed(long version) {
        commits.incrementAndGet();
        lastVersion.accumulateAndGet(version, Math::max);
    }

    /** How often this process has waited for an answer of the server. */
    long roundTrips() {
        return roundTrips.get();
    }

    /** Runs a script on a connection: one round trip. */
    void send(Script script, Connection connection) throws SQLException {
        roundTrips.incrementAndGet();
        script.run(connection);
    }

    int openTransactions() {
        return transactions.size();
    }

    /** How transactions begin. */
    Beginning beginning() {
        return beginning;
    }

    Connection connect() throws SQLException {
        return source.connect();
    }

    KeptConnection kept() {
        return kept;
    }

    /** Ends what the connection is in, and hands it back. One that cannot be told to end it is not used again. */
    void release(Connection connection) {
        rollBack(connection);
        handBack(connection);
    }

    /** Ends what the connection is in. False if it cannot be told to; then it is only good for being handed back. */
    boolean rollBack(Connection connection) {
        try {
            send(new Script().add("rollback"), connection);
            return true;
        } catch (SQLException broken) {
            logger.debug("A connection is given up", broken);
            abort(connection);
            return false;
        }
    }

    /** Hands back a connection that is not to be used again. */
    static void giveUp(Connection connection) {
        abort(connection);
        handBack(connection);
    }

    private static void abort(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException ignored) {
            logger.debug("It could not be closed either", ignored);
        }
    }

    /** Gives a connection up that leads to a server that takes no writes, so that no pool hands it out again. It has to be released all the same. */
    static void giveUpIfReadOnly(Connection connection, SQLException failure) {
        if (Failures.takesNoWrites(failure)) {
            abort(connection);
        }
    }

    /** Hands back a connection that is in no transaction. */
    static void handBack(Connection connection) {
        try {
            if (!connection.getAutoCommit()) {
                connection.setAutoCommit(true); // It was lent.
            }
        } catch (SQLException e) {
            logger.debug("A connection is broken", e);
        }
        try {
            connection.close();
        } catch (SQLException e) {
            logger.debug("A connection could not be handed back", e);
        }
    }

    void began(PostgresTransaction transaction) {
        transactions.add(transaction);
        if (closed) {
            transactions.remove(transaction);
            throw closedException();
        }
    }

    void over(PostgresTransaction transaction) {
        transactions.remove(transaction);
    }

    /** Where a script gets its connection. */
    private interface Lender {
        Connection lend() throws SQLException;
    }

    /** Runs statements by themselves, again if they meet with others. */
    void run(String what, Supplier<Script> script) {
        run(what, script, this::connect);
    }

    /** The same for what must not wait until others are done with their connections. */
    void runOnKept(String what, Supplier<Script> script) {
        run(what, script, kept::takeOrConnect);
    }

    private void run(String what, Supplier<Script> script, Lender lender) {
        SQLException refusal = refusal(what, script, lender);
        if (refusal != null) {
            throw beginning.failure(what, refusal);
        }
    }

    /** Runs statements that may refuse to do what they should, by a division by zero; false if they did. */
    boolean runUnlessRefused(String what, Supplier<Script> script) {
        return refusal(what, script, this::connect) == null;
    }

    private @Nullable SQLException refusal(String what, Supplier<Script> script, Lender lender) {
        for (int attempt = 0; ; attempt++) {
            refuseIfClosed();
            try {
                runOnce(script.get(), lender);
                return null;
            } catch (SQLException e) {
                if (Failures.isRefusal(e)) {
                    return e;
                }
                if (!Failures.isConflict(e) || attempt == ATTEMPTS) {
                    throw beginning.failure(what, e);
                }
                pause(attempt);
            }
        }
    }

    private void runOnce(Script script, Lender lender) throws SQLException {
        Connection connection = lender.lend();
        boolean done = false;
        try {
            send(script, connection);
            done = true;
        } catch (SQLException e) {
            giveUpIfReadOnly(connection, e);
            throw e;
        } finally {
            kept.giveBack(connection, done);
        }
    }

    /** Waits a moment that grows, and that differs from that of others. */
    static void pause(int attempt) {
        long most = Math.min(LONGEST_PAUSE_MICROS, 100L << Math.min(attempt, 10));
        LockSupport.parkNanos(
                TimeUnit.MICROSECONDS.toNanos(ThreadLocalRandom.current().nextLong(most)));
    }

    /** Waits until a server that is away may be back: some ten seconds over all attempts. */
    static void pauseForServer(int attempt) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(Math.min(1_000, 20L << Math.min(attempt, 6))));
    }

    void refuseIfClosed() {
        if (closed) {
            throw closedException();
        }
    }

    static StoreClosedException closedException() {
        return new StoreClosedException(
                "The engine was closed while this was going on; begin another transaction after open()");
    }

    /** Takes the open transactions their connections away; waits for calls in progress. */
    void close() {
        closed = true;
        transactions.forEach(PostgresTransaction::detach);
        transactions.clear();
        kept.close();
    }
}
