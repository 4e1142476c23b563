package dev.kindred.delay.queue;

import dev.kindred.datastore.engine.rocksdb.RocksDbEngine;
import dev.kindred.datastore.store.StorageEngine;

class RocksDbTaskDispatcherTests extends TaskDispatcherContract {

    @Override
    StorageEngine engine() {
        return RocksDbEngine.inMemory();
    }
}
