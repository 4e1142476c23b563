package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.spring.data.TestEngine;

class RocksDbSeveralTests extends SeveralContract {

    RocksDbSeveralTests() {
        super(TestEngine.ROCKSDB);
    }
}
