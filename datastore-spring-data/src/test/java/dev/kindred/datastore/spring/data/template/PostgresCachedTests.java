package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.spring.data.TestEngine;

class PostgresCachedTests extends CachedContract {

    PostgresCachedTests() {
        super(TestEngine.POSTGRES);
    }
}
