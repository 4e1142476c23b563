package dev.kindred.datastore;

import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.store.StorageEngine;

class MemoryDatastoreTests extends DatastoreContract {

    @Override
    protected StorageEngine newEngine() {
        return new MemoryEngine();
    }
}
