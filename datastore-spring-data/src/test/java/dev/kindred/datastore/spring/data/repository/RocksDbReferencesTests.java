package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.spring.data.TestEngine;

class RocksDbReferencesTests extends ReferencesContract {

    RocksDbReferencesTests() {
        super(TestEngine.ROCKSDB);
    }
}
