package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.spring.data.TestEngine;

class RocksDbUniqueTests extends UniqueContract {

    RocksDbUniqueTests() {
        super(TestEngine.ROCKSDB);
    }
}
