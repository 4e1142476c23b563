package dev.kindred.datastore.spring.data.modulith;

import dev.kindred.datastore.spring.data.TestEngine;

class RocksDbModulithRegistryTests extends ModulithRegistryContract {

    RocksDbModulithRegistryTests() {
        super(TestEngine.ROCKSDB);
    }
}
