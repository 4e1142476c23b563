package dev.kindred.delay;

import dev.kindred.datastore.engine.ordered.OrderedSettings;
import dev.kindred.datastore.engine.rocksdb.Durability;
import dev.kindred.datastore.engine.rocksdb.RocksDbEngine;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.delay.queue.MovableClock;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class RocksDbDelayedHistoryTests extends DelayedHistoryContract {

    @TempDir
    Path directory;

    @Override
    StorageEngine engine(MovableClock clock) {
        return RocksDbEngine.at(directory)
                .durability(Durability.OS)
                .ordered(OrderedSettings.DEFAULT.clocks(clock, System::nanoTime))
                .build();
    }
}
