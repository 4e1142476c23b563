package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.spring.data.TestEngine;

class RocksDbRepositoryTableTests extends RepositoryTableContract {

    RocksDbRepositoryTableTests() {
        super(TestEngine.ROCKSDB);
    }
}
