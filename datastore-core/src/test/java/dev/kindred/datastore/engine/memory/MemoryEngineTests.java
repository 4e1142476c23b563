package dev.kindred.datastore.engine.memory;

import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.StorageEngineContract;

class MemoryEngineTests extends StorageEngineContract {

    @Override
    protected StorageEngine newEngine() {
        return new MemoryEngine();
    }
}
