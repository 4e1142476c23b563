package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.spring.data.TestEngine;

class RocksDbMappingTests extends MappingContract {

    RocksDbMappingTests() {
        super(TestEngine.ROCKSDB);
    }
}
