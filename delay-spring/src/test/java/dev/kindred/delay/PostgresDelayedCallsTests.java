package dev.kindred.delay;

import dev.kindred.datastore.engine.postgres.TestServer;
import dev.kindred.datastore.store.StorageEngine;

class PostgresDelayedCallsTests extends DelayedCallsContract {

    @Override
    StorageEngine engine() {
        return TestServer.emptyEngine();
    }
}
