package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.spring.data.TestEngine;

class MemoryReferencesTests extends ReferencesContract {

    MemoryReferencesTests() {
        super(TestEngine.MEMORY);
    }
}
