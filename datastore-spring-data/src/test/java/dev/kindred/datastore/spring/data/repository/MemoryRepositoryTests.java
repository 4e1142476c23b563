package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.store.StorageEngine;

class MemoryRepositoryTests extends RepositoryContract {

    @Override
    StorageEngine engine() {
        return new MemoryEngine();
    }
}
