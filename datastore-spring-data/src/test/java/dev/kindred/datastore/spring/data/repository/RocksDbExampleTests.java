package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.spring.data.TestEngine;

class RocksDbExampleTests extends ExampleContract {

    RocksDbExampleTests() {
        super(TestEngine.ROCKSDB);
    }
}
