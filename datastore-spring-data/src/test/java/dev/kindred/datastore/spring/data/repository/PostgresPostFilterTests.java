package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.spring.data.TestEngine;

class PostgresPostFilterTests extends PostFilterContract {

    PostgresPostFilterTests() {
        super(TestEngine.POSTGRES);
    }
}
