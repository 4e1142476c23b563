package dev.kindred.datastore.spring.data.transaction;

import dev.kindred.datastore.spring.data.TestEngine;

class PostgresTransactionTests extends TransactionContract {

    PostgresTransactionTests() {
        super(TestEngine.POSTGRES);
    }
}
