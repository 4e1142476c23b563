package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.spring.data.TestEngine;

class RocksDbKeywordTableTests extends KeywordTableContract {

    RocksDbKeywordTableTests() {
        super(TestEngine.ROCKSDB);
    }
}
