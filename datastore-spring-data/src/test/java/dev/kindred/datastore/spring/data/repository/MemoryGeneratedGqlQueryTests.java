package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.spring.data.TestEngine;
import org.springframework.context.ConfigurableApplicationContext;

class MemoryGeneratedGqlQueryTests extends GqlQueryContract {

    MemoryGeneratedGqlQueryTests() {
        super(TestEngine.MEMORY);
    }

    @Override
    ConfigurableApplicationContext open(TestEngine engine) {
        return GeneratedRepositories.start(engine::open);
    }
}
