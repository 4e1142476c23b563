package dev.kindred.delay.queue;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.store.TaskStorage;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The time that all who share a store agree on; the system's where nobody shares it. */
final class StoreClock extends Clock {

    private final Datastore datastore;
    private final ZoneId zone;

    StoreClock(Datastore datastore) {
        this(datastore, ZoneOffset.UTC);
    }

    private StoreClock(Datastore datastore, ZoneId zone) {
        this.datastore = datastore;
        this.zone = zone;
    }

    @Override
    public Instant instant() {
        TaskStorage storage = datastore.tasks();
        return storage.isShared() ? Micros.instant(storage.now()) : Instant.now();
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public Clock withZone(ZoneId changed) {
        return new StoreClock(datastore, changed);
    }
}
