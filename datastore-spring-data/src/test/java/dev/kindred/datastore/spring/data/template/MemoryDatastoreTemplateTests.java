package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.spring.data.TestEngine;

class MemoryDatastoreTemplateTests extends DatastoreTemplateContract {

    MemoryDatastoreTemplateTests() {
        super(TestEngine.MEMORY);
    }
}
