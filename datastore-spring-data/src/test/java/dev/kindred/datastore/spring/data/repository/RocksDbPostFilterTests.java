package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.spring.data.TestEngine;

class RocksDbPostFilterTests extends PostFilterContract {

    RocksDbPostFilterTests() {
        super(TestEngine.ROCKSDB);
    }
}
