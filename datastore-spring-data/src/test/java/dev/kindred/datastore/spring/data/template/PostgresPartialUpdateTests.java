package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.spring.data.TestEngine;

class PostgresPartialUpdateTests extends PartialUpdateContract {

    PostgresPartialUpdateTests() {
        super(TestEngine.POSTGRES);
    }
}
