package dev.kindred.datastore.spring.data.event;

import dev.kindred.datastore.spring.data.TestEngine;

class PostgresValidationTests extends ValidationContract {

    PostgresValidationTests() {
        super(TestEngine.POSTGRES);
    }
}
