package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.spring.data.TestEngine;

class RocksDbPartialUpdateTests extends PartialUpdateContract {

    RocksDbPartialUpdateTests() {
        super(TestEngine.ROCKSDB);
    }
}
