package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.spring.data.TestEngine;

class RocksDbKeysTests extends KeysContract {

    RocksDbKeysTests() {
        super(TestEngine.ROCKSDB);
    }
}
