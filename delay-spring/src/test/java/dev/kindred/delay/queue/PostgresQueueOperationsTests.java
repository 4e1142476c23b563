package dev.kindred.delay.queue;

import dev.kindred.datastore.engine.postgres.TestServer;
import dev.kindred.datastore.store.StorageEngine;

class PostgresQueueOperationsTests extends QueueOperationsContract {

    @Override
    StorageEngine engine(MovableClock clock) {
        return TestServer.emptyEngine(settings -> settings.clock(clock));
    }
}
