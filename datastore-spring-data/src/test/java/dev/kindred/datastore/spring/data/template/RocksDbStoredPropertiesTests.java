package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.spring.data.TestEngine;

class RocksDbStoredPropertiesTests extends StoredPropertiesContract {

    RocksDbStoredPropertiesTests() {
        super(TestEngine.ROCKSDB);
    }
}
