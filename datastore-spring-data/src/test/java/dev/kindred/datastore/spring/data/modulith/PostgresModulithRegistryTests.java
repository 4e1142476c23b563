package dev.kindred.datastore.spring.data.modulith;

import dev.kindred.datastore.spring.data.TestEngine;

class PostgresModulithRegistryTests extends ModulithRegistryContract {

    PostgresModulithRegistryTests() {
        super(TestEngine.POSTGRES);
    }
}
