package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.TaskStorageContract;
import java.time.InstantSource;

class PostgresTaskTests extends TaskStorageContract {

    @Override
    protected StorageEngine newEngine(InstantSource clock) {
        return TestServer.engine()
                .clock(clock)
                .notifications(Notifications.OFF) // what is heard by another way is heard twice
                .build();
    }
}
