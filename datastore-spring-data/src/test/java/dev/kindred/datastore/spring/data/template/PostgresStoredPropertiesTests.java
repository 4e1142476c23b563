package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.spring.data.TestEngine;

class PostgresStoredPropertiesTests extends StoredPropertiesContract {

    PostgresStoredPropertiesTests() {
        super(TestEngine.POSTGRES);
    }
}
