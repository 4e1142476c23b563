package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.spring.data.TestEngine;

class RocksDbDatastoreTemplateTests extends DatastoreTemplateContract {

    RocksDbDatastoreTemplateTests() {
        super(TestEngine.ROCKSDB);
    }
}
