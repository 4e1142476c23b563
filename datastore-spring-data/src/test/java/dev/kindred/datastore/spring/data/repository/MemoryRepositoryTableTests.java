package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.spring.data.TestEngine;

class MemoryRepositoryTableTests extends RepositoryTableContract {

    MemoryRepositoryTableTests() {
        super(TestEngine.MEMORY);
    }
}
