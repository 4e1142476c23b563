package dev.kindred.delay.queue;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Stored times: microseconds since 1970. */
final class Micros {

    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private Micros() {}

    static long now(Clock clock) {
        return of(clock.instant());
    }

    static long of(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    /** Saturates: a back-off of centuries is a setting somebody may make. */
    static long of(Duration duration) {
        try {
            return Math.addExact(Math.multiplyExact(duration.getSeconds(), 1_000_000L), duration.getNano() / 1_000);
        } catch (ArithmeticException overflow) {
            return duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    /** Saturates, too: what is to come after a time for ever must not come before it. */
    static long later(long time, long wait) {
        return wait > Long.MAX_VALUE - time ? Long.MAX_VALUE : time + wait;
    }

    /** Nanoseconds to wait in this process: a century is for ever, and leaves room to be added to a time. */
    static long nanos(Duration wait) {
        return (wait.compareTo(FOR_EVER) > 0 ? FOR_EVER : wait).toNanos();
    }

    static Instant instant(long micros) {
        try {
            return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
        } catch (ArithmeticException | DateTimeException overflow) {
            return Instant.MAX;
        }
    }
}
