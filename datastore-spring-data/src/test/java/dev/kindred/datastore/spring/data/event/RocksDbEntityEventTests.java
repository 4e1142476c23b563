package dev.kindred.datastore.spring.data.event;

import dev.kindred.datastore.spring.data.TestEngine;

class RocksDbEntityEventTests extends EntityEventContract {

    RocksDbEntityEventTests() {
        super(TestEngine.ROCKSDB);
    }
}
