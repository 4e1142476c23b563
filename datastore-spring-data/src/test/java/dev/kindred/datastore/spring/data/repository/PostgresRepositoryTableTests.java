package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.spring.data.TestEngine;

class PostgresRepositoryTableTests extends RepositoryTableContract {

    PostgresRepositoryTableTests() {
        super(TestEngine.POSTGRES);
    }
}
