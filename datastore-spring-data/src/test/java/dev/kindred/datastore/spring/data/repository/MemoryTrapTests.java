package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.spring.data.TestEngine;

class MemoryTrapTests extends TrapContract {

    MemoryTrapTests() {
        super(TestEngine.MEMORY);
    }
}
