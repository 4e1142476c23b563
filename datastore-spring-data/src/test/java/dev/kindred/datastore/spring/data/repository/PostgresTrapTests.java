package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.spring.data.TestEngine;

class PostgresTrapTests extends TrapContract {

    PostgresTrapTests() {
        super(TestEngine.POSTGRES);
    }
}
