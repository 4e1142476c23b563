package dev.kindred.datastore.engine.postgres;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells other processes of queues in which there is something, after the commit and in a transaction of its own: a {@code NOTIFY} in the transaction of the caller would take a lock at its
 * commit that is one for the whole server. What comes together within five milliseconds is told at once. Nothing is told to nobody: while this process is the only one.
 */
final class Notifier {

    private static final Logger logger = LoggerFactory.getLogger(Notifier.class);

    private static final long SPACING_NANOS = 5_000_000;

    private final Server server;
    private final ScheduledThreadPoolExecutor thread;
    private final Set<String> pending = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean due = new AtomicBoolean();
    private volatile boolean alone;
    private volatile long last = System.nanoTime() - SPACING_NANOS;

    Notifier(Server server) {
        this.server = server;
        thread = new ScheduledThreadPoolExecutor(1, work -> {
            Thread made = new Thread(work, "kindred-postgres-notify");
            made.setDaemon(true);
            return made;
        });
    }

    /** Whether there is nobody else to tell anything. */
    void alone(boolean known) {
        alone = known;
    }

    void add(Set<String> queues) {
        if (alone) {
            return;
        }
        pending.addAll(queues);
        if (due.compareAndSet(false, true)) {
            try {
                Runnable sending = this::send;
                thread.schedule(sending, Math.max(0, SPACING_NANOS - (System.nanoTime() - last)), TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException closed) {
                logger.debug("The engine was closed meanwhile");
            }
        }
    }

    private void send() {
        due.set(false);
        Set<String> queues = new LinkedHashSet<>();
        pending.removeIf(queues::add);
        try {
            send("", queues);
        } catch (RuntimeException e) {
            logger.debug("Others could not be told of queues {}; they will find out", queues, e);
        }
        last = System.nanoTime();
    }

    /** Sends at once. */
    void send(String probe, Set<String> queues) {
        server.runOnKept("Notifying other processes", () -> new Script()
                .add(
                        "select pg_notify(?, ?)",
                        server.schema(),
                        Message.text(Message.sender(server.node()), probe, queues)));
    }

    void stop() {
        thread.shutdownNow();
    }
}
