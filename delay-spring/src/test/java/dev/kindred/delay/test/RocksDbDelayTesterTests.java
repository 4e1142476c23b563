package dev.kindred.delay.test;

import dev.kindred.datastore.engine.ordered.OrderedSettings;
import dev.kindred.datastore.engine.rocksdb.Durability;
import dev.kindred.datastore.engine.rocksdb.RocksDbEngine;
import dev.kindred.datastore.store.StorageEngine;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.io.TempDir;

class RocksDbDelayTesterTests extends DelayTesterContract {

    @TempDir
    Path directory;

    @Override
    StorageEngine engine(Clock clock) {
        return RocksDbEngine.at(directory)
                .durability(Durability.OS)
                .ordered(OrderedSettings.DEFAULT.clocks(clock, System::nanoTime))
                .build();
    }
}
