package dev.kindred.delay.queue;

import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.store.StorageEngine;

class MemoryTaskDispatcherTests extends TaskDispatcherContract {

    @Override
    StorageEngine engine() {
        return new MemoryEngine();
    }
}
