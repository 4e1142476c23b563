package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.spring.data.TestEngine;

class RocksDbStoredFormsTests extends StoredFormsContract {

    RocksDbStoredFormsTests() {
        super(TestEngine.ROCKSDB);
    }
}
