package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.engine.rocksdb.RocksDbEngine;
import dev.kindred.datastore.store.StorageEngine;

class RocksDbRepositoryTests extends RepositoryContract {

    @Override
    StorageEngine engine() {
        return RocksDbEngine.inMemory();
    }
}
