package dev.kindred.delay.test;

import dev.kindred.datastore.engine.postgres.TestServer;
import dev.kindred.datastore.store.StorageEngine;
import java.time.Clock;

class PostgresDelayTesterTests extends DelayTesterContract {

    @Override
    StorageEngine engine(Clock clock) {
        return TestServer.emptyEngine(settings -> settings.clock(clock));
    }
}
