package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.spring.data.TestEngine;

class PostgresObjectQueryTests extends ObjectQueryContract {

    PostgresObjectQueryTests() {
        super(TestEngine.POSTGRES);
    }
}
