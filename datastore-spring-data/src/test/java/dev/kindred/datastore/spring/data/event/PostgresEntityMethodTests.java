package dev.kindred.datastore.spring.data.event;

import dev.kindred.datastore.spring.data.TestEngine;

class PostgresEntityMethodTests extends EntityMethodContract {

    PostgresEntityMethodTests() {
        super(TestEngine.POSTGRES);
    }
}
