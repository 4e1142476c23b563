package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.spring.data.TestEngine;

class PostgresExampleTests extends ExampleContract {

    PostgresExampleTests() {
        super(TestEngine.POSTGRES);
    }
}
