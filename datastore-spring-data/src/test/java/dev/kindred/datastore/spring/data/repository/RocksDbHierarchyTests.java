package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.spring.data.TestEngine;

class RocksDbHierarchyTests extends HierarchyContract {

    RocksDbHierarchyTests() {
        super(TestEngine.ROCKSDB);
    }
}
