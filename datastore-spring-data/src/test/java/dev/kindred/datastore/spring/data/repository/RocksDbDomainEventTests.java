package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.spring.data.TestEngine;

class RocksDbDomainEventTests extends DomainEventContract {

    RocksDbDomainEventTests() {
        super(TestEngine.ROCKSDB);
    }
}
