package dev.kindred.datastore.spring.data.auditing;

import dev.kindred.datastore.spring.data.TestEngine;

class MemoryAuditingTests extends AuditingContract {

    MemoryAuditingTests() {
        super(TestEngine.MEMORY);
    }
}
