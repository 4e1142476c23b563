package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.spring.data.TestEngine;

class PostgresStoredFormsTests extends StoredFormsContract {

    PostgresStoredFormsTests() {
        super(TestEngine.POSTGRES);
    }
}
