package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.spring.data.TestEngine;

class PostgresGqlQueryTests extends GqlQueryContract {

    PostgresGqlQueryTests() {
        super(TestEngine.POSTGRES);
    }
}
