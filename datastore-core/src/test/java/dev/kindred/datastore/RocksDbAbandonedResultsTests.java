package dev.kindred.datastore;

import dev.kindred.datastore.engine.rocksdb.Durability;
import dev.kindred.datastore.engine.rocksdb.RocksDbEngine;
import dev.kindred.datastore.store.StorageEngine;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class RocksDbAbandonedResultsTests extends AbandonedResultsContract {

    @TempDir
    Path path;

    @Override
    StorageEngine newEngine() {
        return RocksDbEngine.at(path.resolve("store"))
                .durability(Durability.OS)
                .memoryBytes(16L << 20)
                .build();
    }
}
