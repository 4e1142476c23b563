package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.engine.ordered.OrderedSettings;
import dev.kindred.datastore.store.StorageEngine;
import java.time.Clock;

class MemoryPastViewTests extends PastViewContract {

    @Override
    StorageEngine engine(Clock clock) {
        return new MemoryEngine(
                OrderedSettings.DEFAULT.clocks(clock, System::nanoTime).history(WINDOW, RESOLUTION));
    }
}
