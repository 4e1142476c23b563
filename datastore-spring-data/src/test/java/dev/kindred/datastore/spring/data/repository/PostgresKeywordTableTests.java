package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.spring.data.TestEngine;

class PostgresKeywordTableTests extends KeywordTableContract {

    PostgresKeywordTableTests() {
        super(TestEngine.POSTGRES);
    }
}
