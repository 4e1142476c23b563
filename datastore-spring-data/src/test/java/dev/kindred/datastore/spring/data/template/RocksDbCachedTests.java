package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.spring.data.TestEngine;

class RocksDbCachedTests extends CachedContract {

    RocksDbCachedTests() {
        super(TestEngine.ROCKSDB);
    }
}
