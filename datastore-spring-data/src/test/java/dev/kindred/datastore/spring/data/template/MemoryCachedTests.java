package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.spring.data.TestEngine;

class MemoryCachedTests extends CachedContract {

    MemoryCachedTests() {
        super(TestEngine.MEMORY);
    }
}
