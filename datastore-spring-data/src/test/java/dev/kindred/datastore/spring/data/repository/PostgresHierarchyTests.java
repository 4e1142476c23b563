package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.spring.data.TestEngine;

class PostgresHierarchyTests extends HierarchyContract {

    PostgresHierarchyTests() {
        super(TestEngine.POSTGRES);
    }
}
