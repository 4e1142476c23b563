package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.spring.data.TestEngine;

class MemoryGqlQueryTests extends GqlQueryContract {

    MemoryGqlQueryTests() {
        super(TestEngine.MEMORY);
    }
}
