package dev.kindred.datastore.spring.data.event;

import dev.kindred.datastore.spring.data.TestEngine;

class RocksDbEntityCallbackTests extends EntityCallbackContract {

    RocksDbEntityCallbackTests() {
        super(TestEngine.ROCKSDB);
    }
}
