package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.spring.data.TestEngine;

class RocksDbPropertyTypesTests extends PropertyTypesContract {

    RocksDbPropertyTypesTests() {
        super(TestEngine.ROCKSDB);
    }
}
