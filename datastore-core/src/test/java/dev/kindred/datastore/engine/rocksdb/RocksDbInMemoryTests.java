package dev.kindred.datastore.engine.rocksdb;

import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.StorageEngineContract;

class RocksDbInMemoryTests extends StorageEngineContract {

    @Override
    protected StorageEngine newEngine() {
        return RocksDbEngine.inMemory();
    }
}
