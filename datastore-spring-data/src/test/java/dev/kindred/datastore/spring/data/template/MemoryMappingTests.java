package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.spring.data.TestEngine;

class MemoryMappingTests extends MappingContract {

    MemoryMappingTests() {
        super(TestEngine.MEMORY);
    }
}
