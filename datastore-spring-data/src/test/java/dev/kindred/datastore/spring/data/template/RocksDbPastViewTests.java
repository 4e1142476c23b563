package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.engine.ordered.OrderedSettings;
import dev.kindred.datastore.engine.rocksdb.Durability;
import dev.kindred.datastore.engine.rocksdb.RocksDbEngine;
import dev.kindred.datastore.store.StorageEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Clock;

class RocksDbPastViewTests extends PastViewContract {

    @Override
    StorageEngine engine(Clock clock) {
        try {
            return RocksDbEngine.at(Files.createTempDirectory("past"))
                    .ordered(OrderedSettings.DEFAULT
                            .clocks(clock, System::nanoTime)
                            .history(WINDOW, RESOLUTION))
                    .durability(Durability.OS)
                    .memoryBytes(16L << 20)
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
