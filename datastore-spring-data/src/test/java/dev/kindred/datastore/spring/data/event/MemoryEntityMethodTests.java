package dev.kindred.datastore.spring.data.event;

import dev.kindred.datastore.spring.data.TestEngine;

class MemoryEntityMethodTests extends EntityMethodContract {

    MemoryEntityMethodTests() {
        super(TestEngine.MEMORY);
    }
}
