package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.spring.data.TestEngine;

class MemoryPartialUpdateTests extends PartialUpdateContract {

    MemoryPartialUpdateTests() {
        super(TestEngine.MEMORY);
    }
}
