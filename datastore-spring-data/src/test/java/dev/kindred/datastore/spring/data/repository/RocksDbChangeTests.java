package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.spring.data.TestEngine;

class RocksDbChangeTests extends ChangeContract {

    RocksDbChangeTests() {
        super(TestEngine.ROCKSDB);
    }
}
