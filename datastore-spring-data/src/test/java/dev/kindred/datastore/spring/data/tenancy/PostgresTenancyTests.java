package dev.kindred.datastore.spring.data.tenancy;

import dev.kindred.datastore.spring.data.TestEngine;

class PostgresTenancyTests extends TenancyContract {

    PostgresTenancyTests() {
        super(TestEngine.POSTGRES);
    }
}
