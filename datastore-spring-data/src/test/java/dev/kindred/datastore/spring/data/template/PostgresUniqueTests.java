package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.spring.data.TestEngine;

class PostgresUniqueTests extends UniqueContract {

    PostgresUniqueTests() {
        super(TestEngine.POSTGRES);
    }
}
