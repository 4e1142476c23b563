package dev.kindred.datastore.spring.data.auditing;

import dev.kindred.datastore.spring.data.TestEngine;

class PostgresAuditingTests extends AuditingContract {

    PostgresAuditingTests() {
        super(TestEngine.POSTGRES);
    }
}
