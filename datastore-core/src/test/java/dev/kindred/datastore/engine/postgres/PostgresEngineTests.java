package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.SerializabilityCheck;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.StorageEngineContract;

class PostgresEngineTests extends StorageEngineContract {

    @Override
    protected StorageEngine newEngine() {
        return TestServer.engine().build();
    }

    @Override
    protected SerializabilityCheck.Order serialOrder() {
        return SerializabilityCheck.Order.OF_SOME_KIND;
    }
}
