package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.spring.data.TestEngine;

class PostgresDatastoreTemplateTests extends DatastoreTemplateContract {

    PostgresDatastoreTemplateTests() {
        super(TestEngine.POSTGRES);
    }
}
