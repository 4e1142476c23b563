package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.spring.data.TestEngine;

class MemoryStoredPropertiesTests extends StoredPropertiesContract {

    MemoryStoredPropertiesTests() {
        super(TestEngine.MEMORY);
    }
}
