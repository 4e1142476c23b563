package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.spring.data.TestEngine;

class MemoryUniqueTests extends UniqueContract {

    MemoryUniqueTests() {
        super(TestEngine.MEMORY);
    }
}
