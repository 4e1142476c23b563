package dev.kindred.datastore.spring.data.transaction;

import dev.kindred.datastore.spring.data.TestEngine;

class MemoryTransactionTests extends TransactionContract {

    MemoryTransactionTests() {
        super(TestEngine.MEMORY);
    }
}
