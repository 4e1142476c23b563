package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.spring.data.TestEngine;

class RocksDbGqlQueryTests extends GqlQueryContract {

    RocksDbGqlQueryTests() {
        super(TestEngine.ROCKSDB);
    }
}
