package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.spring.data.TestEngine;

class MemoryPropertyTypesTests extends PropertyTypesContract {

    MemoryPropertyTypesTests() {
        super(TestEngine.MEMORY);
    }
}
