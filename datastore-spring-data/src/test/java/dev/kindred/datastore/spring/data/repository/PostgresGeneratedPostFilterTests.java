package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.spring.data.TestEngine;
import org.springframework.context.ConfigurableApplicationContext;

class PostgresGeneratedPostFilterTests extends PostFilterContract {

    PostgresGeneratedPostFilterTests() {
        super(TestEngine.POSTGRES);
    }

    @Override
    ConfigurableApplicationContext open(TestEngine engine) {
        return GeneratedRepositories.start(engine::open);
    }
}
