package dev.kindred.datastore.spring.data.tenancy;

import dev.kindred.datastore.spring.data.TestEngine;

class MemoryTenancyTests extends TenancyContract {

    MemoryTenancyTests() {
        super(TestEngine.MEMORY);
    }
}
