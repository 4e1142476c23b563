package dev.kindred.datastore.spring.data.transaction;

import dev.kindred.datastore.spring.data.TestEngine;

class RocksDbTransactionTests extends TransactionContract {

    RocksDbTransactionTests() {
        super(TestEngine.ROCKSDB);
    }
}
