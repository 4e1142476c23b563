package dev.kindred.datastore;

import dev.kindred.datastore.engine.ordered.OrderedSettings;
import dev.kindred.datastore.engine.rocksdb.Durability;
import dev.kindred.datastore.engine.rocksdb.RocksDbEngine;
import dev.kindred.datastore.store.StorageEngine;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class RocksDbPastReadTests extends PastReadContract {

    @TempDir
    Path path;

    private int engines;

    @Override
    StorageEngine newEngine(OrderedSettings settings) {
        return RocksDbEngine.at(path.resolve("store" + engines++))
                .ordered(settings)
                .durability(Durability.OS)
                .memoryBytes(16L << 20)
                .build();
    }
}
