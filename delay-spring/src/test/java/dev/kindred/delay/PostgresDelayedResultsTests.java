package dev.kindred.delay;

import dev.kindred.datastore.engine.postgres.TestServer;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.delay.queue.MovableClock;

class PostgresDelayedResultsTests extends DelayedResultsContract {

    @Override
    StorageEngine engine(MovableClock clock) {
        return TestServer.emptyEngine(settings -> settings.clock(clock));
    }
}
