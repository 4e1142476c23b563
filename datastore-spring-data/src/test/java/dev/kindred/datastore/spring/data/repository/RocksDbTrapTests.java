package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.spring.data.TestEngine;

class RocksDbTrapTests extends TrapContract {

    RocksDbTrapTests() {
        super(TestEngine.ROCKSDB);
    }
}
