package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.spring.data.TestEngine;
import org.springframework.context.ConfigurableApplicationContext;

class RocksDbGeneratedGqlQueryTests extends GqlQueryContract {

    RocksDbGeneratedGqlQueryTests() {
        super(TestEngine.ROCKSDB);
    }

    @Override
    ConfigurableApplicationContext open(TestEngine engine) {
        return GeneratedRepositories.start(engine::open);
    }
}
