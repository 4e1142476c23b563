package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.EngineStatus;
import dev.kindred.datastore.store.JdbcEngine;
import dev.kindred.datastore.store.JoinedStorageTransaction;
import dev.kindred.datastore.store.Sharing;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.StoreClosedException;
import dev.kindred.datastore.store.StoreException;
import dev.kindred.datastore.store.TaskStorage;
import dev.kindred.datastore.store.TransactionMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps everything in tables of a PostgreSQL server, which several processes may use at once. Transactions are the server's own, at {@code SERIALIZABLE}: of those that could not have run
 * one after the other, one conflicts. It is stricter than need be now and then, since the server notes pages rather than rows, and it is milder than the embedded engine: a transaction
 * that read what another one changed does not conflict as long as it can be thought to have run before.
 *
 * <p>Opening makes the tables, unless it is told not to, and takes a number for this process. While the engine is open, a thread says every ten seconds that the process is alive; what
 * it claimed goes to others if that has been missing for thirty, or for another {@linkplain Builder#lease lease}. It keeps a connection of the pool for that, and for what transactions need done beside
 * them, such as numbers for new names: so the pool may be as full as it likes. If somebody listens for tasks here, another thread listens for those that other processes add, on a connection that it
 * holds.
 */
public final class PostgresEngine implements JdbcEngine {

    private static final Logger logger = LoggerFactory.getLogger(PostgresEngine.class);

    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(3);
    private static final Duration LONGEST_LEASE = Duration.ofMinutes(10);

    private final DataSource source;
    private final @Nullable Dialect dialect;
    private final Duration statementTimeout;
    private final PreparedStatements preparedStatements;
    private final Schema schema;
    private final SchemaMode mode;
    private final ReadyQueues ready = new ReadyQueues();
    private final LostLeases lost = new LostLeases();
    private final ServerClock serverClock = new ServerClock();
    private volatile Set<String> known = Set.of();
    private final Notifications notifications;
    private final DataSource listenerSource;
    private final Duration forProbe;
    private final Duration lease;
    private final TaskClock clock;
    private final PostgresTaskStorage tasks;
    private final Sharing sharing = new PostgresSharing(() -> inUse().server());
    private final Object lifecycle = new Object();
    private volatile @Nullable Open current;
    private volatile boolean wasClosed;

    private record Open(
            Server server,
            PostgresTasks tasks,
            Membership membership,
            Heartbeat heartbeat,
            Sweeper sweeper,
            Inquiry inquiry,
            Notifier notifier,
            @Nullable Listener listener) {}

    private PostgresEngine(Builder builder) {
        source = builder.source;
        notifications = builder.notifications;
        dialect = builder.dialect;
        statementTimeout = builder.statementTimeout;
        preparedStatements = builder.preparedStatements;
        forProbe = builder.forProbe;
        lease = builder.lease;
        listenerSource = builder.listenerSource == null ? builder.source : builder.listenerSource;
        schema = new Schema(builder.schema);
        mode = builder.mode;
        tasks = new PostgresTaskStorage(() -> inUse().tasks(), ready, lost, this::isToldOfAll, this::know);
        clock = new TaskClock(builder.clock == null ? serverClock : builder.clock, builder.nameTombstone);
    }

    /**
     * Builds an engine.
     *
     * @param source where connections come from; a pool. The engine does not close it
     * @return a builder with the default settings
     */
    public static Builder on(DataSource source) {
        return new Builder(source);
    }

    /** Settings of an engine. For one thread. */
    public static final class Builder {

        private final DataSource source;
        private String schema = "kindred";
        private SchemaMode mode = SchemaMode.CREATE;
        private @Nullable InstantSource clock;
        private Duration nameTombstone = Duration.ofHours(24);
        private Duration lease = Duration.ofSeconds(30);
        private Notifications notifications = Notifications.AUTO;
        private @Nullable Dialect dialect;
        private Duration statementTimeout = Duration.ZERO;
        private PreparedStatements preparedStatements = PreparedStatements.SERVER;
        private @Nullable DataSource listenerSource;
        private Duration forProbe = Duration.ofSeconds(5);

        private Builder(DataSource source) {
            this.source = source;
        }

        /**
         * In which schema the tables are. {@code kindred} by default.
         *
         * @param name lower case letters, digits and {@code _}
         * @return this
         */
        public Builder schema(String name) {
            this.schema = name;
            return this;
        }

        /**
         * Whether opening makes the tables.
         *
         * @param schemaMode {@link SchemaMode#CREATE} by default
         * @return this
         */
        public Builder schemaMode(SchemaMode schemaMode) {
            this.mode = schemaMode;
            return this;
        }

        /**
         * The time that tasks go by. By default it is the server's, so that processes whose clocks differ agree on what is due; another is for tests.
         *
         * @param source the same for all processes on the store
         * @return this
         */
        public Builder clock(InstantSource source) {
            this.clock = source;
            return this;
        }

        /**
         * How long the name of a task that is done cannot be used again.
         *
         * @param duration 24 hours by default, 0 to allow it at once
         * @return this
         */
        public Builder nameTombstone(Duration duration) {
            this.nameTombstone = duration;
            return this;
        }

        /**
         * Whether processes tell each other of tasks. If so, one that runs tasks holds a connection on which it listens, and borrows another for a moment to tell others: a pool must have room for
         * that beside what the application uses.
         *
         * @param mode {@link Notifications#AUTO} by default
         * @return this
         */
        public Builder notifications(Notifications mode) {
            this.notifications = mode;
            return this;
        }

        /**
         * Where the connection comes from that is held to listen on, if not from the pool: for a pool with no room to spare, or one behind a pooler that this connection has to go
         * past.
         *
         * @param direct the same database
         * @return this
         */
        public Builder listenOn(DataSource direct) {
            this.listenerSource = direct;
            return this;
        }

        /**
         * What the server speaks, if it is not to be asked. For a server that does not name itself.
         *
         * @param spoken by default what {@code select version()} tells, see {@link Dialect#of}
         * @return this
         */
        public Builder dialect(Dialect spoken) {
            this.dialect = spoken;
            return this;
        }

        /**
         * How long one statement of a read or a commit may take: the server ends a longer one, and the caller gets a {@link StatementTimeoutException}. Holds for what the datastore
         * does with entities; not for its work on tasks by itself, nor for other users of the same connections.
         *
         * @param duration at least a millisecond; zero, the default, leaves it to the server's {@code statement_timeout}
         * @return this
         * @throws IllegalArgumentException if it is negative, or more than nothing and less than a millisecond
         */
        public Builder statementTimeout(Duration duration) {
            if (duration.isNegative() || !duration.isZero() && duration.toMillis() == 0) {
                throw new IllegalArgumentException("The statement timeout is \"" + duration
                        + "\"; it is 1 ms or more, or 0 to leave it to the server.");
            }
            this.statementTimeout = duration;
            return this;
        }

        /**
         * Whether statements are prepared on the server.
         *
         * @param preparing {@link PreparedStatements#SERVER} by default
         * @return this
         */
        public Builder preparedStatements(PreparedStatements preparing) {
            this.preparedStatements = preparing;
            return this;
        }

        /**
         * How long this process counts as alive after it has said that it is, as it does three times in that time. When it is over, others run what the process had begun: a shorter one
         * lets them begin sooner after a crash; a longer one bears longer pauses of the process, and of the server and the network between. Processes on one store may differ.
         *
         * @param duration 30 seconds by default, from 3 seconds to 10 minutes
         * @return this
         */
        public Builder lease(Duration duration) {
            if (duration.compareTo(SHORTEST_LEASE) < 0 || duration.compareTo(LONGEST_LEASE) > 0) {
                throw new IllegalArgumentException("The lease of a process cannot be \"" + duration
                        + "\": it takes from 3 seconds to 10 minutes; 30 seconds is the default");
            }
            this.lease = duration;
            return this;
        }

        /** How long to wait for the message to oneself. */
        Builder waitForProbe(Duration duration) {
            this.forProbe = duration;
            return this;
        }

        /**
         * Makes the engine, closed; it touches nothing.
         *
         * @return an engine
         * @throws IllegalArgumentException if the schema's name cannot be one
         */
        public PostgresEngine build() {
            return new PostgresEngine(this);
        }
    }

    /**
     * The statements that make the tables, for an operator who does it by hand.
     *
     * @param schema the name of the schema, which is not made
     * @return SQL that can be run again
     */
    public static String ddl(String schema) {
        return ddl(schema, Dialect.POSTGRESQL);
    }

    /**
     * The statements that make the tables on another server.
     *
     * @param schema the name of the schema, which is not made
     * @param dialect what the server speaks
     * @return SQL that can be run again
     */
    public static String ddl(String schema, Dialect dialect) {
        return dialect.ddl(Schema.ddl(new Schema(schema).name()));
    }

    @Override
    public void open() {
        synchronized (lifecycle) {
            if (current == null) {
                current = opened();
                wasClosed = false;
            }
        }
    }

    private Open opened() {
        Connections connections = new Connections(source, preparedStatements);
        try {
            Server server = connected(connections);
            boolean opened = false;
            try {
                server.kept().reserve();
                Open open = begun(server);
                opened = true;
                return open;
            } finally {
                if (!opened) {
                    server.close();
                }
            }
        } catch (StoreException e) {
            throw e;
        } catch (SQLException | RuntimeException e) {
            throw Opening.failure(e, schema.name());
        }
    }

    private Server connected(Connections connections) throws SQLException {
        try (Connection connection = connections.connect()) {
            Opening.refuseOthers(connection);
            Dialect spoken = dialect == null ? Opening.dialect(connection) : dialect;
            schema.prepare(connection, mode, spoken);
            return new Server(
                    connections,
                    new Beginning(spoken, statementTimeout),
                    schema.name(),
                    Membership.join(connection, schema.name(), serverClock, lease),
                    Versions.read(connection, schema.name()));
        }
    }

    private Open begun(Server server) {
        Notifier notifier = new Notifier(server);
        Membership membership = new Membership(server, serverClock, ready, notifier, lost, lease);
        PostgresTasks open = new PostgresTasks(server, clock, ready, membership.ids());
        Sweeper sweeper = new Sweeper(server, clock);
        ready.lowWater().clear();
        membership.beat(0);
        membership.know(known);
        return new Open(
                server,
                open,
                membership,
                new Heartbeat(membership, serverClock, sweeper),
                sweeper,
                new Inquiry(server),
                notifier,
                server.beginning().dialect().notifies() ? listener(server, notifier, open) : null);
    }

    private @Nullable Listener listener(Server server, Notifier notifier, PostgresTasks open) {
        if (notifications == Notifications.OFF) {
            return null;
        }
        Listener listener =
                new Listener(listenerSource, forProbe, server, notifier, ready, () -> new Queues(open).queues());
        ready.others(notifier::add);
        ready.onFirstListener(listener::start);
        if (ready.isListenedTo()) {
            listener.start();
        }
        return listener;
    }

    /** Takes away what nobody needs any more, as a thread of its own does every few minutes. */
    void sweep() {
        sweeper().sweep();
    }

    Sweeper sweeper() {
        return inUse().sweeper();
    }

    private void know(Set<String> functions) {
        known = Set.copyOf(functions);
        inUse().membership().know(functions);
    }

    /** For tests. */
    TaskTable taskTable() {
        return inUse().tasks().table();
    }

    /** Whether this process hears of what others add. */
    boolean isHearing() {
        Open open = current;
        Listener listener = open == null ? null : open.listener();
        return listener != null && listener.isHearing();
    }

    /** Whether it hears, and those who took themselves for the only ones have had the time to find out that they are not: {@link Heartbeat} tells them. */
    private boolean isToldOfAll() {
        Open open = current;
        Listener listener = open == null ? null : open.listener();
        return listener != null && listener.isHearingFor(lease.dividedBy(3));
    }

    /** Says that this process lives, as a thread of its own does three times in a lease. */
    void beat() {
        inUse().heartbeat().now();
    }

    @Override
    public boolean isOpen() {
        return current != null;
    }

    @Override
    public StorageTransaction begin(TransactionMode transactionMode) {
        Open open = inUse();
        PostgresTransaction transaction = new PostgresTransaction(open.server(), open.tasks(), transactionMode);
        open.server().began(transaction);
        return transaction;
    }

    @Override
    public DataSource dataSource() {
        return source;
    }

    @Override
    public @Nullable JoinedStorageTransaction join(
            Connection connection, TransactionMode transactionMode, long begunNanos) {
        Open open = inUse();
        PostgresPart join = new PostgresPart(open.server(), open.tasks(), transactionMode, connection, begunNanos);
        if (!join.keepsItsSnapshot()) {
            return null;
        }
        open.server().began(join);
        return join;
    }

    @Override
    public TaskStorage tasks() {
        return tasks;
    }

    @Override
    public Sharing sharing() {
        return sharing;
    }

    @Override
    public EngineStatus status() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("schema", schema.name());
        Open open = current;
        if (open == null) {
            return new EngineStatus("postgres", EngineStatus.State.CLOSED, 0, facts);
        }
        facts.put("dialect", open.server().beginning().dialect().name());
        facts.put("node", open.server().node().id());
        facts.put("epoch", open.server().node().epoch());
        facts.put("commits", open.server().commits());
        facts.put("roundTrips", open.server().roundTrips());
        facts.put("openTransactions", open.server().openTransactions());
        facts.put("heartbeatAgeMillis", age(open.server().node()));
        open.server().counts().tell(facts);
        return new EngineStatus(
                "postgres", EngineStatus.State.OPEN, open.server().lastVersion(), facts);
    }

    private long age(Node node) {
        return Math.max(0, TimeUnit.MICROSECONDS.toMillis(serverClock.micros() - node.aliveUntil()) + lease.toMillis());
    }

    /**
     * Asks the server about itself and the store, for health checks and meters. Not for every request: it is a round trip or two, and some of it looks through the server's list of sessions.
     *
     * @param limit how long to wait for the answer; longer than that, and the server counts as away
     * @return what it tells
     * @throws StoreException if the server does not answer in time, or cannot be reached
     * @throws StoreClosedException if the engine is closed; asking does not open it
     */
    public ServerReport report(Duration limit) {
        Open open = current;
        if (open == null) {
            throw new StoreClosedException("The PostgreSQL engine is closed");
        }
        return open.inquiry().ask(limit);
    }

    @Override
    public void close() {
        synchronized (lifecycle) {
            Open open = current;
            wasClosed = true;
            current = null;
            if (open != null) {
                open.heartbeat().stop();
                ready.others(queues -> {});
                Listener listener = open.listener();
                if (listener != null) {
                    listener.stop();
                }
                open.notifier().stop();
                try {
                    open.membership().leave();
                } catch (RuntimeException e) {
                    logger.warn(
                            "The tasks that this process ran could not be given back; others take them in {} s",
                            lease.toSeconds(),
                            e);
                }
                open.server().close();
            }
        }
    }

    private Open inUse() {
        Open open = current;
        if (open != null) {
            return open;
        }
        synchronized (lifecycle) {
            if (wasClosed) {
                throw new StoreClosedException("The PostgreSQL engine was closed; call open() to use it again");
            }
            open();
            Open now = current;
            if (now == null) {
                throw new StoreClosedException("The PostgreSQL engine could not be opened");
            }
            return now;
        }
    }
}
