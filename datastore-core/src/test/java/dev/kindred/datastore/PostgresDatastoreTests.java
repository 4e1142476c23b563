package dev.kindred.datastore;

import dev.kindred.datastore.engine.postgres.TestServer;
import dev.kindred.datastore.store.StorageEngine;

class PostgresDatastoreTests extends DatastoreContract {

    @Override
    protected StorageEngine newEngine() {
        return TestServer.engine().build();
    }

    @Override
    protected Conflicts conflicts() {
        return Conflicts.OF_CYCLES;
    }
}
