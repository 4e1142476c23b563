package dev.kindred.datastore.engine.postgres;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;

/**
 * The server's time, reckoned between two looks at it: processes whose own clocks differ agree on what is due, and nobody who sets this machine's clock changes anything. The server
 * read its clock after it was asked and before it answered, so each answer bounds the time; the narrowest bound counts, widened by what clocks may drift apart since.
 */
final class ServerClock implements InstantSource {

    /** Two clocks that are each wrong by 100 millionths. */
    private static final long DRIFT = 5_000;

    private record Reading(long micros, long nanos, long errorNanos) {

        long at(long time) {
            return micros + TimeUnit.NANOSECONDS.toMicros(time - nanos);
        }

        long errorAt(long time) {
            return errorNanos + Math.abs(time - nanos) / DRIFT;
        }
    }

    /** This machine's own until the server was asked. */
    private volatile Reading reading =
            new Reading(TaskClock.micros(Instant.now()), System.nanoTime(), Long.MAX_VALUE / 2);

    /** Takes an answer of the server; the times by {@link System#nanoTime}. */
    synchronized void read(long asked, long answered, long serverMicros) {
        Reading before = reading;
        long half = (answered - asked) / 2;
        Reading fresh = new Reading(serverMicros, asked + half, half);
        long apart = TimeUnit.MICROSECONDS.toNanos(Math.abs(serverMicros - before.at(fresh.nanos)));
        long error = before.errorAt(fresh.nanos);
        // Narrower; or impossible, so that the server's clock was set, or this machine slept.
        if (half < error || apart > error + half + 1_000) {
            reading = fresh;
        }
    }

    long micros() {
        return reading.at(System.nanoTime());
    }

    @Override
    public Instant instant() {
        return Instant.EPOCH.plus(micros(), ChronoUnit.MICROS);
    }
}
