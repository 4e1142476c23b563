package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.spring.data.TestEngine;

class RocksDbPainTests extends PainContract {

    RocksDbPainTests() {
        super(TestEngine.ROCKSDB);
    }
}
