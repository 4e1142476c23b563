package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.spring.data.TestEngine;

class PostgresKeysTests extends KeysContract {

    PostgresKeysTests() {
        super(TestEngine.POSTGRES);
    }
}
