package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.engine.postgres.TestServer;
import dev.kindred.datastore.store.StorageEngine;
import org.springframework.context.ConfigurableApplicationContext;

class PostgresGeneratedRepositoryTests extends RepositoryContract {

    @Override
    StorageEngine engine() {
        return TestServer.emptyEngine();
    }

    @Override
    ConfigurableApplicationContext open() {
        return GeneratedRepositories.start(() -> LocalDatastore.on(engine()).build());
    }
}
