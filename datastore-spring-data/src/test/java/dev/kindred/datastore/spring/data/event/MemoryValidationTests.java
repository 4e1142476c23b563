package dev.kindred.datastore.spring.data.event;

import dev.kindred.datastore.spring.data.TestEngine;

class MemoryValidationTests extends ValidationContract {

    MemoryValidationTests() {
        super(TestEngine.MEMORY);
    }
}
