package dev.kindred.datastore.spring.data.modulith;

import dev.kindred.datastore.spring.data.TestEngine;

class MemoryModulithRegistryTests extends ModulithRegistryContract {

    MemoryModulithRegistryTests() {
        super(TestEngine.MEMORY);
    }
}
