package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.spring.data.TestEngine;

class MemoryTrapTests extends TrapContract {

    MemoryTrapTests() {
        super(TestEngine.MEMORY);
    }
}
