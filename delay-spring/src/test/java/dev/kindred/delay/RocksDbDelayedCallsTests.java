package dev.kindred.delay;

import dev.kindred.datastore.engine.rocksdb.RocksDbEngine;
import dev.kindred.datastore.store.StorageEngine;

class RocksDbDelayedCallsTests extends DelayedCallsContract {

    @Override
    StorageEngine engine() {
        return RocksDbEngine.inMemory();
    }
}
