package dev.kindred.datastore.engine.memory;

import dev.kindred.datastore.engine.ordered.OrderedSettings;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.TaskTraitsContract;
import java.time.InstantSource;

class MemoryTaskTraitsTests extends TaskTraitsContract {

    @Override
    protected StorageEngine newEngine(InstantSource clock) {
        return new MemoryEngine(OrderedSettings.DEFAULT.clocks(clock, System::nanoTime));
    }
}
