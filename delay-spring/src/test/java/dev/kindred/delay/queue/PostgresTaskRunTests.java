package dev.kindred.delay.queue;

import dev.kindred.datastore.engine.postgres.TestServer;
import dev.kindred.datastore.store.StorageEngine;

class PostgresTaskRunTests extends TaskRunContract {

    @Override
    StorageEngine engine(MovableClock clock) {
        return TestServer.emptyEngine(settings -> settings.clock(clock));
    }
}
