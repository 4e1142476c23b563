package dev.kindred.datastore.engine.postgres;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Numbers of tasks and of their runs: the server's time in units of 4 microseconds, and below it the number of the process. They are in the tables: a change must go on giving
 * greater ones.
 *
 * <p>No number is given twice, whatever clocks do: a process gives none for a time at which it may have lost its own number to another, and whoever takes that one over begins
 * behind all that time. Within a process they always grow.
 */
final class TaskIds {

    /** 2020-01-01T00:00:00Z, in microseconds since 1970: leaves room until the year 2091. */
    static final long EPOCH_MICROS = 1_577_836_800_000_000L;

    static final int NODE_BITS = 14;

    private static final int UNIT_BITS = 2;

    private final Server server;
    private final ServerClock clock;
    private final Membership membership;
    private final AtomicLong last = new AtomicLong();

    TaskIds(Server server, ServerClock clock, Membership membership) {
        this.server = server;
        this.clock = clock;
        this.membership = membership;
    }

    long next() {
        while (true) {
            Node node = server.node();
            long least = Math.max(units(clock.micros()), units(node.since()) + 1);
            long time = last.accumulateAndGet(least, (before, given) -> Math.max(before + 1, given));
            if (time < units(node.aliveUntil())) {
                return time << NODE_BITS | node.id();
            }
            // Nobody has said for long that we live, or so many numbers were given at once.
            membership.beat(micros(time + 1));
        }
    }

    /** A number between those given so far and those given from now on. */
    long boundary() {
        return last.incrementAndGet() << NODE_BITS;
    }

    /** A time behind all numbers given so far. */
    long lastMicros() {
        return micros(last.get() + 1);
    }

    private static long units(long micros) {
        return (micros - EPOCH_MICROS) >> UNIT_BITS;
    }

    private static long micros(long units) {
        return (units << UNIT_BITS) + EPOCH_MICROS;
    }
}
