package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.spring.data.TestEngine;

class MemoryExampleTests extends ExampleContract {

    MemoryExampleTests() {
        super(TestEngine.MEMORY);
    }
}
