package dev.kindred.datastore.engine.memory;

import dev.kindred.datastore.store.ReadSetContract;
import dev.kindred.datastore.store.StorageEngine;

class MemoryReadSetTests extends ReadSetContract {

    @Override
    protected StorageEngine newEngine() {
        return new MemoryEngine();
    }
}
