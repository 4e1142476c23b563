package dev.kindred.datastore.engine.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this process among those that share the store: says that it lives, takes over the tasks of those that do not say so any more, and begins anew under another number if it was
 * itself silent for too long. Then everything it had claimed belongs to others, and it says so to who runs it.
 *
 * <p>One statement does all of it, by the server's clock.
 */
final class Membership {

    private static final Logger logger = LoggerFactory.getLogger(Membership.class);

    private final Server server;
    private final ServerClock clock;
    private final ReadyQueues ready;
    private final Notifier notifier;
    private final TaskIds ids;
    private final LongConsumer lost;
    /** How long this process counts as alive after it has said that it is. */
    private final Duration lease;

    private Set<String> known = Set.of();

    /** What the server said. */
    private static final class Answer {
        private long aliveUntil;
        private long now;
        private long nextExpiry;
        private boolean alone;
        private Set<String> queues = Set.of();
    }

    Membership(
            Server server, ServerClock clock, ReadyQueues ready, Notifier notifier, LongConsumer lost, Duration lease) {
        this.server = server;
        this.clock = clock;
        this.ready = ready;
        this.notifier = notifier;
        this.ids = new TaskIds(server, clock, this);
        this.lost = lost;
        this.lease = lease;
    }

    TaskIds ids() {
        return ids;
    }

    static Node join(Connection connection, String schema, ServerClock clock, Duration lease) throws SQLException {
        long asked = System.nanoTime();
        Node node = Node.register(connection, schema, Node.processName(), micros(lease));
        clock.read(asked, System.nanoTime(), node.aliveUntil() - micros(lease));
        return node;
    }

    private static long micros(Duration duration) {
        return TimeUnit.MILLISECONDS.toMicros(duration.toMillis());
    }

    Duration lease() {
        return lease;
    }

    /**
     * Says that this process lives, and takes over from others.
     *
     * @param atLeastUntil how long it is to count as alive at least, in microseconds since 1970
     * @return when the next of the others will count as dead unless it says something before; {@link Long#MAX_VALUE} if there is none
     */
    synchronized long beat(long atLeastUntil) {
        Node node = server.node();
        Answer answer = new Answer();
        long[] asked = new long[1];
        server.runOnKept("Saying that this process is alive", () -> {
            asked[0] = System.nanoTime();
            return beating(node, atLeastUntil, answer);
        });
        clock.read(asked[0], System.nanoTime(), answer.now);
        if (answer.aliveUntil > 0) {
            node.aliveUntil(answer.aliveUntil);
        } else {
            rejoin(node);
        }
        notifier.alone(answer.alone);
        ready.tell(answer.queues);
        server.versions().mark(server);
        return answer.nextExpiry;
    }

    private Script beating(Node node, long atLeastUntil, Answer answer) {
        String nodes = server.schema() + ".node";
        String task = server.schema() + ".task";
        return new Script()
                .query(
                        "with me as (update " + nodes + " set alive_until = greatest(alive_until, " + Node.NOW
                                + " + ?, ?) where id = ? and epoch = ? and alive_until >= " + Node.NOW
                                + " returning alive_until), gone as (select t.id from " + task
                                + " t where t.state = 1 and not exists (select 1 from " + nodes
                                + " n where n.id = t.node and n.epoch = t.epoch and n.alive_until >= " + Node.NOW
                                + ") for update of t skip locked), back as (update " + task + " t set state = 0, "
                                + TaskTable.NOT_RUNNING + " from gone where t.id = gone.id returning t.queue)"
                                + " select (select alive_until from me), " + Node.NOW
                                + ", (select min(alive_until) from " + nodes + " where id <> ? and alive_until >= "
                                + Node.NOW + "), array(select distinct queue from back)",
                        rows -> {
                            rows.next();
                            answer.aliveUntil = rows.getLong(1);
                            answer.now = rows.getLong(2);
                            long expiry = rows.getLong(3);
                            answer.alone = rows.wasNull();
                            answer.nextExpiry = answer.alone ? Long.MAX_VALUE : expiry;
                            answer.queues = Set.of((String[]) rows.getArray(4).getArray());
                        },
                        micros(lease),
                        atLeastUntil,
                        node.id(),
                        node.epoch(),
                        node.id());
    }

    /** The statement that found us dead has given our tasks to others; what is in flight under the old number fails, or is undone. */
    private void rejoin(Node old) {
        Node fresh = joined();
        long boundary = ids.boundary();
        server.node(fresh);
        logger.warn(
                "This process said nothing for more than {} s, so that others took over what it ran. It goes on as node {} (epoch {}) instead of {} (epoch {}). Look for long pauses, or for a server or a network that was away",
                lease.toSeconds(),
                fresh.id(),
                fresh.epoch(),
                old.id(),
                old.epoch());
        lost.accept(boundary);
        if (!known.isEmpty()) {
            tellKnown();
        }
    }

    /** Another number. The connection is given back before anything else is said on it. */
    private Node joined() {
        try {
            Connection connection = server.kept().takeOrConnect();
            boolean done = false;
            try {
                Node fresh = join(connection, server.schema(), clock, lease);
                done = true;
                return fresh;
            } finally {
                server.kept().giveBack(connection, done);
            }
        } catch (SQLException e) {
            throw Failures.storeFailure("Beginning anew", e);
        }
    }

    /** Tells others which functions are known here, as long as this process lives. */
    synchronized void know(Set<String> functions) {
        if (!functions.equals(known)) {
            known = Set.copyOf(functions);
            tellKnown();
        }
    }

    private void tellKnown() {
        Node node = server.node();
        String[] names = known.stream().sorted().toArray(String[]::new);
        server.runOnKept("Telling what is known", () -> new Script()
                .add(
                        "update " + server.schema() + ".node set functions = ? where id = ? and epoch = ?",
                        names,
                        node.id(),
                        node.epoch()));
    }

    /** Lets the tasks wait again that this process has claimed, and says that it is gone, so that its number can be given to another. */
    synchronized void leave() {
        Node node = server.node();
        String schema = server.schema();
        server.versions().mark(server);
        server.runOnKept("Leaving the store", () -> new Script()
                .add("begin isolation level read committed")
                .add(
                        "update " + schema + ".task t set state = 0, " + TaskTable.NOT_RUNNING
                                + " where t.state = 1 and t.node = ? and t.epoch = ?",
                        node.id(),
                        node.epoch())
                .add(
                        "update " + schema + ".node set alive_until = least(alive_until, greatest(" + Node.NOW
                                + " - 1, ?)), name = '' where id = ? and epoch = ?",
                        ids.lastMicros(),
                        node.id(),
                        node.epoch())
                .add("commit"));
    }
}
