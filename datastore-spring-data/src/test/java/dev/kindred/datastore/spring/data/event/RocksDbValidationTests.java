package dev.kindred.datastore.spring.data.event;

import dev.kindred.datastore.spring.data.TestEngine;

class RocksDbValidationTests extends ValidationContract {

    RocksDbValidationTests() {
        super(TestEngine.ROCKSDB);
    }
}
