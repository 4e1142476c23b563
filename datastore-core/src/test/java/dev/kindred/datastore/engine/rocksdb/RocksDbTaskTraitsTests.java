package dev.kindred.datastore.engine.rocksdb;

import dev.kindred.datastore.engine.ordered.OrderedSettings;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.TaskTraitsContract;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.io.TempDir;

class RocksDbTaskTraitsTests extends TaskTraitsContract {

    @TempDir
    Path directory;

    @Override
    protected StorageEngine newEngine(InstantSource clock) {
        return RocksDbEngine.at(directory)
                .durability(Durability.OS)
                .memoryBytes(32L << 20)
                .ordered(OrderedSettings.DEFAULT.clocks(clock, System::nanoTime))
                .build();
    }
}
