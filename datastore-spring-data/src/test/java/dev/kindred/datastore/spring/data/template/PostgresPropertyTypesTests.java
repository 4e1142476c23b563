package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.spring.data.TestEngine;

class PostgresPropertyTypesTests extends PropertyTypesContract {

    PostgresPropertyTypesTests() {
        super(TestEngine.POSTGRES);
    }
}
