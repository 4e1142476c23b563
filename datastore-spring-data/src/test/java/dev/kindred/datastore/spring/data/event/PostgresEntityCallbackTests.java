package dev.kindred.datastore.spring.data.event;

import dev.kindred.datastore.spring.data.TestEngine;

class PostgresEntityCallbackTests extends EntityCallbackContract {

    PostgresEntityCallbackTests() {
        super(TestEngine.POSTGRES);
    }
}
