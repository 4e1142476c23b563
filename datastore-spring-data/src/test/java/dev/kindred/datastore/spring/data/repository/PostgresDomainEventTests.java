package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.spring.data.TestEngine;

class PostgresDomainEventTests extends DomainEventContract {

    PostgresDomainEventTests() {
        super(TestEngine.POSTGRES);
    }
}
