package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.spring.data.TestEngine;

class RocksDbObjectQueryTests extends ObjectQueryContract {

    RocksDbObjectQueryTests() {
        super(TestEngine.ROCKSDB);
    }
}
