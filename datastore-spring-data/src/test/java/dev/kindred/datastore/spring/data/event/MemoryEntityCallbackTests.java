package dev.kindred.datastore.spring.data.event;

import dev.kindred.datastore.spring.data.TestEngine;

class MemoryEntityCallbackTests extends EntityCallbackContract {

    MemoryEntityCallbackTests() {
        super(TestEngine.MEMORY);
    }
}
