package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.spring.data.TestEngine;

class PostgresPainTests extends PainContract {

    PostgresPainTests() {
        super(TestEngine.POSTGRES);
    }
}
