package dev.kindred.datastore;

import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.engine.ordered.OrderedSettings;
import dev.kindred.datastore.store.StorageEngine;

class MemoryPastReadTests extends PastReadContract {

    @Override
    StorageEngine newEngine(OrderedSettings settings) {
        return new MemoryEngine(settings);
    }
}
