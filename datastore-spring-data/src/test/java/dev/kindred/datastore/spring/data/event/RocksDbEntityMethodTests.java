package dev.kindred.datastore.spring.data.event;

import dev.kindred.datastore.spring.data.TestEngine;

class RocksDbEntityMethodTests extends EntityMethodContract {

    RocksDbEntityMethodTests() {
        super(TestEngine.ROCKSDB);
    }
}
