package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.spring.data.TestEngine;

class MemoryPostFilterTests extends PostFilterContract {

    MemoryPostFilterTests() {
        super(TestEngine.MEMORY);
    }
}
