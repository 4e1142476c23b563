package dev.kindred.datastore.spring.data.event;

import dev.kindred.datastore.spring.data.TestEngine;

class PostgresEntityEventTests extends EntityEventContract {

    PostgresEntityEventTests() {
        super(TestEngine.POSTGRES);
    }
}
