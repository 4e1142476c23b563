package dev.kindred.delay.queue;

import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.engine.ordered.OrderedSettings;
import dev.kindred.datastore.store.StorageEngine;

class MemoryDeadLettersTests extends DeadLettersContract {

    @Override
    StorageEngine engine(MovableClock clock) {
        return new MemoryEngine(OrderedSettings.DEFAULT.clocks(clock, System::nanoTime));
    }
}
