package dev.kindred.datastore.engine.rocksdb;

import dev.kindred.datastore.store.ReadSetContract;
import dev.kindred.datastore.store.StorageEngine;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class RocksDbReadSetTests extends ReadSetContract {

    @TempDir
    Path directory;

    @Override
    protected StorageEngine newEngine() {
        return RocksDbEngine.at(directory.resolve("data"))
                .durability(Durability.OS)
                .memoryBytes(32L << 20)
                .build();
    }
}
