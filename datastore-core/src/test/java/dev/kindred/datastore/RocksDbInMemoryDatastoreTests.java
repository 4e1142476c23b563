package dev.kindred.datastore;

import dev.kindred.datastore.engine.rocksdb.RocksDbEngine;
import dev.kindred.datastore.store.StorageEngine;

class RocksDbInMemoryDatastoreTests extends DatastoreContract {

    @Override
    protected StorageEngine newEngine() {
        return RocksDbEngine.inMemory();
    }
}
