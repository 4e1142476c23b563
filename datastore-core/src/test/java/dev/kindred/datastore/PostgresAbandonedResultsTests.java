package dev.kindred.datastore;

import dev.kindred.datastore.engine.postgres.TestServer;
import dev.kindred.datastore.store.StorageEngine;

class PostgresAbandonedResultsTests extends AbandonedResultsContract {

    @Override
    StorageEngine newEngine() {
        return TestServer.emptyEngine();
    }
}
