package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.spring.data.TestEngine;

class PostgresChangeTests extends ChangeContract {

    PostgresChangeTests() {
        super(TestEngine.POSTGRES);
    }
}
