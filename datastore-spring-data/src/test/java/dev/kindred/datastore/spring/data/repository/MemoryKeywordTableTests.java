package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.spring.data.TestEngine;

class MemoryKeywordTableTests extends KeywordTableContract {

    MemoryKeywordTableTests() {
        super(TestEngine.MEMORY);
    }
}
