package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.spring.data.TestEngine;

class MemoryObjectQueryTests extends ObjectQueryContract {

    MemoryObjectQueryTests() {
        super(TestEngine.MEMORY);
    }
}
