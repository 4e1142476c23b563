package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.spring.data.TestEngine;

class MemoryKeysTests extends KeysContract {

    MemoryKeysTests() {
        super(TestEngine.MEMORY);
    }
}
