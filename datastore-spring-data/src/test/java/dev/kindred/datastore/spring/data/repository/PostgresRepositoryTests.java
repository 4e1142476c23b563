package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.engine.postgres.TestServer;
import dev.kindred.datastore.store.StorageEngine;

class PostgresRepositoryTests extends RepositoryContract {

    @Override
    StorageEngine engine() {
        return TestServer.emptyEngine();
    }
}
