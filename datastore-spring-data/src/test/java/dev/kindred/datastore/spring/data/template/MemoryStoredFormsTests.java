package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.spring.data.TestEngine;

class MemoryStoredFormsTests extends StoredFormsContract {

    MemoryStoredFormsTests() {
        super(TestEngine.MEMORY);
    }
}
