package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.spring.data.TestEngine;

class MemoryDomainEventTests extends DomainEventContract {

    MemoryDomainEventTests() {
        super(TestEngine.MEMORY);
    }
}
