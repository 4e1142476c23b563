package dev.kindred.datastore.spring.data.auditing;

import dev.kindred.datastore.spring.data.TestEngine;

class RocksDbAuditingTests extends AuditingContract {

    RocksDbAuditingTests() {
        super(TestEngine.ROCKSDB);
    }
}
