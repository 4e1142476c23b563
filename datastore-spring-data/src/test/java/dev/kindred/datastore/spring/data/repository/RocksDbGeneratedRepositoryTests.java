package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.engine.rocksdb.RocksDbEngine;
import dev.kindred.datastore.store.StorageEngine;
import org.springframework.context.ConfigurableApplicationContext;

class RocksDbGeneratedRepositoryTests extends RepositoryContract {

    @Override
    StorageEngine engine() {
        return RocksDbEngine.inMemory();
    }

    @Override
    ConfigurableApplicationContext open() {
        return GeneratedRepositories.start(() -> LocalDatastore.on(engine()).build());
    }
}
