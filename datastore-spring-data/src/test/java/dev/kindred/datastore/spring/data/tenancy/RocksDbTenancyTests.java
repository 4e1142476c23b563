package dev.kindred.datastore.spring.data.tenancy;

import dev.kindred.datastore.spring.data.TestEngine;

class RocksDbTenancyTests extends TenancyContract {

    RocksDbTenancyTests() {
        super(TestEngine.ROCKSDB);
    }
}
