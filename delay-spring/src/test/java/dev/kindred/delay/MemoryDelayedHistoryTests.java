package dev.kindred.delay;

import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.engine.ordered.OrderedSettings;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.delay.queue.MovableClock;

class MemoryDelayedHistoryTests extends DelayedHistoryContract {

    @Override
    StorageEngine engine(MovableClock clock) {
        return new MemoryEngine(OrderedSettings.DEFAULT.clocks(clock, System::nanoTime));
    }
}
