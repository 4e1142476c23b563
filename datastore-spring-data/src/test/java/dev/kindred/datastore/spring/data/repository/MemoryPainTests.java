package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.spring.data.TestEngine;

class MemoryPainTests extends PainContract {

    MemoryPainTests() {
        super(TestEngine.MEMORY);
    }
}
