package dev.kindred.delay;

import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.store.StorageEngine;

class MemoryDelayedCallsTests extends DelayedCallsContract {

    @Override
    StorageEngine engine() {
        return new MemoryEngine();
    }
}
