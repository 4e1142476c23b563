package dev.kindred.datastore.engine.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of the queues in which other processes have put something: a thread and a connection of its own, which it holds. Each connection is tried first, by a message to itself over
 * another one: behind a pooler {@code LISTEN} succeeds, and nothing ever comes. It connects again if it loses its connection, and looks at all queues then, for it may have
 * missed something.
 */
final class Listener {

    private static final Logger logger = LoggerFactory.getLogger(Listener.class);

    private static final Duration AFTER_NO_PROBE = Duration.ofMinutes(10);
    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(1);

    /** So often it looks whether it is to end; that asks the server nothing. */
    private static final int SLICE_MILLIS = 1_000;

    /** A connection whose other end is gone without a word is found out after so many of these. */
    private static final int QUIET_SLICES = 60;

    private final DataSource source;
    private final Duration forProbe;
    private final Server server;
    private final Notifier notifier;
    private final ReadyQueues ready;
    private final Supplier<Set<String>> allQueues;
    private final Thread thread = new Thread(this::run, "kindred-postgres-listen");
    private volatile boolean hearing;
    private volatile long hearingSince;
    private volatile boolean over;
    private boolean told;

    Listener(
            DataSource source,
            Duration forProbe,
            Server server,
            Notifier notifier,
            ReadyQueues ready,
            Supplier<Set<String>> allQueues) {
        this.source = source;
        this.forProbe = forProbe;
        this.server = server;
        this.notifier = notifier;
        this.ready = ready;
        this.allQueues = allQueues;
        thread.setDaemon(true);
    }

    /** Whether it has arrived for so long. */
    boolean isHearingFor(Duration time) {
        return hearing && System.nanoTime() - hearingSince >= time.toNanos();
    }

    /** Begins, if it has not begun. */
    synchronized void start() {
        if (!over && thread.getState() == Thread.State.NEW) {
            thread.start();
        }
    }

    /** Whether what others tell arrives. */
    boolean isHearing() {
        return hearing;
    }

    /** Ends, and gives its connection back, within a moment. Nobody is told anything from now on. */
    synchronized void stop() {
        over = true;
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!over) {
            Duration pause = AFTER_A_FAILURE;
            try (Connection connection = new Connections(source, PreparedStatements.SERVER).connect()) {
                new Script().add("listen " + server.schema()).run(connection);
                if (probed(connection)) {
                    hearingSince = System.nanoTime();
                    hearing = true;
                    ready.heard(allQueues.get());
                    listen(connection);
                } else if (!over) {
                    tellOnce("a message to itself did not arrive, as behind PgBouncer in transaction mode", null);
                    pause = AFTER_NO_PROBE;
                }
                new Script().add("unlisten *").run(connection);
            } catch (SQLException | RuntimeException | NoClassDefFoundError e) {
                if (!over) {
                    pause = failed(e);
                }
            } finally {
                hearing = false;
            }
            pause(pause);
        }
    }

    private Duration failed(Throwable e) {
        String state = e instanceof SQLException failure ? failure.getSQLState() : null;
        boolean unable = e instanceof NoClassDefFoundError
                || e instanceof UnsupportedOperationException
                || state != null && (state.startsWith("0A") || state.startsWith("42"));
        if (unable) {
            tellOnce("the driver or the server cannot", e);
            return AFTER_NO_PROBE;
        }
        logger.debug("The listener lost its connection; it connects again", e);
        return AFTER_A_FAILURE;
    }

    private void tellOnce(String why, @Nullable Throwable cause) {
        if (!told) {
            told = true;
            logger.info(
                    "This process cannot hear of the tasks that others add ({}); it looks for them every {} s instead. Set notify to \"off\" if that is as it should be",
                    why,
                    PostgresTaskStorage.POLL.toSeconds(),
                    cause);
        }
    }

    private boolean probed(Connection connection) throws SQLException {
        String probe = UUID.randomUUID().toString();
        notifier.send(probe, Set.of());
        long end = System.nanoTime() + forProbe.toNanos();
        while (!over) {
            int left = (int) Math.min(SLICE_MILLIS, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()));
            if (left <= 0) {
                return false;
            }
            for (String text : PgNotifications.await(connection, left)) {
                if (Message.of(text).probe().equals(probe)) {
                    return true;
                }
            }
        }
        return false;
    }

    private void listen(Connection connection) throws SQLException {
        int quiet = 0;
        while (!over) {
            List<String> texts = PgNotifications.await(connection, SLICE_MILLIS);
            quiet = texts.isEmpty() ? quiet + 1 : 0;
            if (quiet == QUIET_SLICES) {
                quiet = 0;
                new Script().add("select 1").run(connection);
            }
            hear(texts);
        }
    }

    private void hear(List<String> texts) {
        Set<String> queues = new LinkedHashSet<>();
        boolean all = false;
        for (String text : texts) {
            Message message = Message.of(text);
            if (!message.sender().equals(Message.sender(server.node()))) {
                notifier.alone(false);
                queues.addAll(message.queues());
                all |= message.all();
            }
        }
        if (!over) {
            ready.heard(all ? allQueues.get() : queues);
        }
    }

    private void pause(Duration pause) {
        long end = System.nanoTime() + pause.toNanos();
        while (!over && end - System.nanoTime() > 0) {
            LockSupport.parkNanos(this, end - System.nanoTime());
        }
    }
}
