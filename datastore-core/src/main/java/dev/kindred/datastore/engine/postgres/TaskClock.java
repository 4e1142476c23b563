package dev.kindred.datastore.engine.postgres;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/** The time that tasks go by, in microseconds since 1970. */
final class TaskClock {

    private final InstantSource source;
    private final Duration nameTombstone;

    TaskClock(InstantSource source, Duration nameTombstone) {
        this.source = source;
        this.nameTombstone = nameTombstone;
    }

    static long micros(Instant time) {
        return TimeUnit.SECONDS.toMicros(time.getEpochSecond()) + TimeUnit.NANOSECONDS.toMicros(time.getNano());
    }

    long now() {
        return micros(source.instant());
    }

    /** Until when the name of a task that ends now is kept. */
    long tombstoneEnd() {
        return micros(source.instant().plus(nameTombstone));
    }
}
