package dev.kindred.datastore.spring.data.event;

import dev.kindred.datastore.spring.data.TestEngine;

class MemoryEntityEventTests extends EntityEventContract {

    MemoryEntityEventTests() {
        super(TestEngine.MEMORY);
    }
}
