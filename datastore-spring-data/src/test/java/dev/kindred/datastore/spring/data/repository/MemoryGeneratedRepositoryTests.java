package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.store.StorageEngine;
import org.springframework.context.ConfigurableApplicationContext;

class MemoryGeneratedRepositoryTests extends RepositoryContract {

    @Override
    StorageEngine engine() {
        return new MemoryEngine();
    }

    @Override
    ConfigurableApplicationContext open() {
        return GeneratedRepositories.start(() -> LocalDatastore.on(engine()).build());
    }
}
