package dev.kindred.delay.test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** A clock that stands still until it is moved, and never back: names stay taken and rates are counted by it. In UTC. Safe for all threads. */
public final class TestClock extends Clock {

    private final ZoneId zone;
    private final Time time;

    private TestClock(Time time, ZoneId zone) {
        this.time = time;
        this.zone = zone;
    }

    /**
     * A clock that stands at a time.
     *
     * @param start the time it shows at first
     * @return a clock
     */
    public static TestClock at(Instant start) {
        return new TestClock(new Time(start), ZoneOffset.UTC);
    }

    /**
     * A clock that stands at the time it was made.
     *
     * @return a clock, at a whole millisecond
     */
    public static TestClock atNow() {
        return at(Instant.now().truncatedTo(ChronoUnit.MILLIS));
    }

    /**
     * Moves it on.
     *
     * @param duration zero or positive
     * @throws IllegalArgumentException if it is negative
     */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("The clock cannot go back, by \"" + duration + "\".");
        }
        time.move(duration);
    }

    /**
     * Moves it on to a time.
     *
     * @param instant not before the time it shows
     * @throws IllegalArgumentException if it is
     */
    public void advanceTo(Instant instant) {
        time.moveTo(instant);
    }

    @Override
    public Instant instant() {
        return time.now();
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    /**
     * The same clock, moved together with this one, in another zone.
     *
     * @param other the zone
     * @return a clock
     */
    @Override
    public Clock withZone(ZoneId other) {
        return new TestClock(time, other);
    }

    @Override
    public String toString() {
        return "TestClock[" + instant() + "]";
    }

    private static final class Time {

        private Instant now;

        Time(Instant now) {
            this.now = now;
        }

        synchronized Instant now() {
            return now;
        }

        synchronized void move(Duration duration) {
            now = now.plus(duration);
        }

        synchronized void moveTo(Instant instant) {
            if (instant.isBefore(now)) {
                throw new IllegalArgumentException(
                        "The clock cannot go back, from \"" + now + "\" to \"" + instant + "\".");
            }
            now = instant;
        }
    }
}
