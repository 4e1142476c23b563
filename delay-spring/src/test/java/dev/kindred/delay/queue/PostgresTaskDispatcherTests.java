package dev.kindred.delay.queue;

import dev.kindred.datastore.engine.postgres.TestServer;
import dev.kindred.datastore.store.StorageEngine;

class PostgresTaskDispatcherTests extends TaskDispatcherContract {

    @Override
    StorageEngine engine() {
        return TestServer.emptyEngine();
    }
}
