package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.spring.data.TestEngine;

class PostgresSeveralTests extends SeveralContract {

    PostgresSeveralTests() {
        super(TestEngine.POSTGRES);
    }
}
