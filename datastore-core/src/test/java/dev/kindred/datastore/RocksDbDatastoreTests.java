package dev.kindred.datastore;

import dev.kindred.datastore.engine.rocksdb.RocksDbEngine;
import dev.kindred.datastore.store.StorageEngine;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class RocksDbDatastoreTests extends DatastoreContract {

    @TempDir
    private static Path directory;

    @Override
    protected StorageEngine newEngine() {
        return RocksDbEngine.at(directory.resolve("data")).build();
    }
}
