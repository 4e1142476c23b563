package dev.kindred.delay.test;

import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.engine.ordered.OrderedSettings;
import dev.kindred.datastore.store.StorageEngine;
import java.time.Clock;

class MemoryDelayTesterTests extends DelayTesterContract {

    @Override
    StorageEngine engine(Clock clock) {
        return new MemoryEngine(OrderedSettings.DEFAULT.clocks(clock, System::nanoTime));
    }
}
