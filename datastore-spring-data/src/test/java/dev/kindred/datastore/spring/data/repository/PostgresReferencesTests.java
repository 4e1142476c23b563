package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.spring.data.TestEngine;

class PostgresReferencesTests extends ReferencesContract {

    PostgresReferencesTests() {
        super(TestEngine.POSTGRES);
    }
}
