package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.spring.data.TestEngine;
import org.springframework.context.ConfigurableApplicationContext;

class MemoryGeneratedPostFilterTests extends PostFilterContract {

    MemoryGeneratedPostFilterTests() {
        super(TestEngine.MEMORY);
    }

    @Override
    ConfigurableApplicationContext open(TestEngine engine) {
        return GeneratedRepositories.start(engine::open);
    }
}
