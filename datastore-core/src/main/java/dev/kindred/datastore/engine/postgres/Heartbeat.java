package dev.kindred.datastore.engine.postgres;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that lets {@link Membership} say that this process lives: three times in its lease, sooner after a failure, and at the moment when another process will count as dead. */
final class Heartbeat {

    private static final Logger logger = LoggerFactory.getLogger(Heartbeat.class);

    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(1);

    /** After the moment at which another may be dead: to find it so. */
    private static final long MARGIN_MICROS = 50_000;

    private final Membership membership;
    private final ServerClock clock;
    private final Sweeper sweeper;
    private final long intervalMillis;
    private final ScheduledExecutorService thread;
    private @Nullable ScheduledFuture<?> next;
    /** The thread's. */
    private long nextSweep;

    Heartbeat(Membership membership, ServerClock clock, Sweeper sweeper) {
        this.membership = membership;
        this.clock = clock;
        this.sweeper = sweeper;
        this.intervalMillis = membership.lease().toMillis() / 3;
        this.nextSweep = clock.micros() + ThreadLocalRandom.current().nextLong(Sweeper.INTERVAL_MICROS);
        thread = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread made = new Thread(work, "kindred-postgres-beat");
            made.setDaemon(true);
            return made;
        });
        in(intervalMillis);
    }

    private synchronized void in(long millis) {
        try {
            if (next != null) {
                next.cancel(false);
            }
            next = thread.schedule(this::beat, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            logger.debug("The engine was closed meanwhile");
        }
    }

    private void sweep() {
        if (clock.micros() < nextSweep) {
            return;
        }
        nextSweep = clock.micros() + Sweeper.INTERVAL_MICROS;
        try {
            sweeper.sweepIfDue();
        } catch (RuntimeException e) {
            logger.warn("What nobody needs any more could not be taken away; it is tried again in a few minutes", e);
        }
    }

    private void beat() {
        try {
            long nextExpiry = membership.beat(0);
            sweep();
            long wait = nextExpiry == Long.MAX_VALUE ? Long.MAX_VALUE : nextExpiry - clock.micros() + MARGIN_MICROS;
            in(Math.max(1, Math.min(intervalMillis, TimeUnit.MICROSECONDS.toMillis(wait))));
        } catch (RuntimeException | Error e) { // this thread has to live
            if (!thread.isShutdown()) {
                logger.warn(
                        "This process could not say that it is alive; its tasks go to others {} s after the last time it could",
                        membership.lease().toSeconds(),
                        e);
            }
            in(AFTER_A_FAILURE.toMillis());
        }
    }

    /** Out of turn; returns when it is done. */
    void now() {
        try {
            thread.submit(this::beat).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    void stop() {
        thread.shutdownNow();
    }
}
