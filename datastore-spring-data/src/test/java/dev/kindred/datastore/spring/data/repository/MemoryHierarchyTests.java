package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.spring.data.TestEngine;

class MemoryHierarchyTests extends HierarchyContract {

    MemoryHierarchyTests() {
        super(TestEngine.MEMORY);
    }
}
