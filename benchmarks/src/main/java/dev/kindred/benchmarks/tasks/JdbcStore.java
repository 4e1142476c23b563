package dev.kindred.benchmarks.tasks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;

/** Databases in the process, on a file each; and that of a contestant on the server of the race. */
enum JdbcStore {
    H2("H2 with its defaults: **no fsync in a commit**, written up to 500 ms after it", 40) {
        @Override
        String url(Path directory) {
            return h2(directory);
        }
    },
    H2_WRITTEN("H2 with WRITE_DELAY=0: **no fsync in a commit**, but written by it", 40) {
        @Override
        String url(Path directory) {
            return h2(directory) + ";WRITE_DELAY=0";
        }
    },
    // One connection: those who queue for it wait less than those whom SQLite tells to come again.
    SQLITE("SQLite, write-ahead log, synchronous=FULL: every commit is fsynced", 1) {
        @Override
        String url(Path directory) {
            return "jdbc:sqlite:" + directory.resolve("tasks.sqlite")
                    + "?journal_mode=WAL&synchronous=FULL&busy_timeout=60000";
        }
    },
    SERVER("PostgreSQL", JdbcStore.CONNECTIONS_TO_SERVER) {
        @Override
        String url(Path directory) {
            return RaceServer.url(directory) + "&reWriteBatchedInserts=true";
        }
    };

    static final int CONNECTIONS_TO_SERVER = 40;

    private final String description;
    private final int connections;

    JdbcStore(String description, int connections) {
        this.description = description;
        this.connections = connections;
    }

    abstract String url(Path directory);

    String description() {
        return description;
    }

    HikariDataSource open(Path directory) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url(directory));
        config.setMaximumPoolSize(connections);
        config.setConnectionTimeout(120_000);
        return new HikariDataSource(config);
    }

    private static String h2(Path directory) {
        return "jdbc:h2:file:" + directory.resolve("tasks") + ";DB_CLOSE_ON_EXIT=FALSE";
    }
}
