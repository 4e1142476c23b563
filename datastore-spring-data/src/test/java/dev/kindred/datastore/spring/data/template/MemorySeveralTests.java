package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.spring.data.TestEngine;

class MemorySeveralTests extends SeveralContract {

    MemorySeveralTests() {
        super(TestEngine.MEMORY);
    }
}
