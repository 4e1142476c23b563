package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.spring.data.TestEngine;

class RocksDbTrapTests extends TrapContract {

    RocksDbTrapTests() {
        super(TestEngine.ROCKSDB);
    }
}
