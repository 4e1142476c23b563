package dev.kindred.benchmarks.kindred;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.kindred.benchmarks.tasks.RaceServer;
import dev.kindred.datastore.engine.postgres.PostgresEngine;
import dev.kindred.datastore.engine.rocksdb.RocksDbEngine;
import dev.kindred.datastore.store.StorageEngine;
import java.nio.file.Path;

/** Where a contestant keeps its places, with the engine's defaults. */
public enum Store {
    /** In its directory. */
    EMBEDDED("the embedded engine, otherwise its defaults: every commit is fsynced") {
        @Override
        Open open(Path directory) {
            return new Open(RocksDbEngine.at(directory).build(), () -> {});
        }
    },
    /** On the server of the race. */
    POSTGRESQL("the PostgreSQL engine with its defaults, a pool of 10 connections") {
        @Override
        Open open(Path directory) {
            HikariConfig config = new HikariConfig();
            config.setJdbcUrl(RaceServer.url(directory));
            HikariDataSource pool = new HikariDataSource(config);
            return new Open(PostgresEngine.on(pool).build(), pool::close);
        }
    };

    private final String description;

    Store(String description) {
        this.description = description;
    }

    /**
     * A store in use.
     *
     * @param engine the engine
     * @param rest what is to be closed after it
     */
    record Open(StorageEngine engine, Runnable rest) implements AutoCloseable {

        @Override
        public void close() {
            engine.close();
            rest.run();
        }
    }

    abstract Open open(Path directory);

    String description() {
        return description;
    }
}
