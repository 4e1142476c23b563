package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.spring.data.TestEngine;

class PostgresMappingTests extends MappingContract {

    PostgresMappingTests() {
        super(TestEngine.POSTGRES);
    }
}
