package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.spring.data.TestEngine;

class MemoryChangeTests extends ChangeContract {

    MemoryChangeTests() {
        super(TestEngine.MEMORY);
    }
}
