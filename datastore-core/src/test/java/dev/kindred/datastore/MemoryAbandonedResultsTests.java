package dev.kindred.datastore;

import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.store.StorageEngine;

class MemoryAbandonedResultsTests extends AbandonedResultsContract {

    @Override
    StorageEngine newEngine() {
        return new MemoryEngine();
    }
}
