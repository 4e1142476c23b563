package dev.kindred.datastore.engine.postgres;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** Numbers of tasks and of their runs: microseconds, and below them the number of the process; greater than those before, wherever they were given, as far as clocks agree. They are in the tables: a change must go on giving greater ones. */
final class TaskIds {

    /** 2020-01-01T00:00:00Z, in microseconds since 1970: leaves room until the year 2091. */
    static final long EPOCH_MICROS = 1_577_836_800_000_000L;

    static final int NODE_BITS = 12;

    private final Server server;
    private final AtomicLong last = new AtomicLong();

    TaskIds(Server server) {
        this.server = server;
    }

    long next() {
        long node = server.node().id() & 0xFFF;
        long time = TaskClock.micros(Instant.now()) - EPOCH_MICROS;
        return last.accumulateAndGet(time, (before, given) -> Math.max(before + 1, given)) << NODE_BITS | node;
    }
}
