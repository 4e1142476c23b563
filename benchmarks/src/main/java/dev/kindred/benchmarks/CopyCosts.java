package dev.kindred.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import dev.kindred.benchmarks.tasks.RaceServer;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.copy.CopyProgress;
import dev.kindred.datastore.copy.CopyReport;
import dev.kindred.datastore.copy.StoreCopy;
import dev.kindred.datastore.engine.postgres.PostgresEngine;
import dev.kindred.datastore.engine.rocksdb.RocksDbEngine;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.TaskRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How long it takes to move a store from the embedded engine to a PostgreSQL server and back: entities of six indexed properties, and a task for every tenth of them. Both sides write to the disk as they do in earnest; the
 * server runs on this machine, beside the copy. Prints a table. See {@code docs/guides/moving.md}.
 */
public final class CopyCosts {

    private static final String KIND = "Item";
    private static final int BATCH = 500;

    private final StringBuilder table = new StringBuilder();

    private CopyCosts() {}

    /**
     * Loads, copies, and prints to the standard output.
     *
     * @param args {@code --entities=100000}
     * @throws IOException if a store cannot be made or deleted
     */
    public static void main(String[] args) throws IOException {
        System.out.println(report(QueryCosts.option(args, "--entities=", 100_000)));
    }

    static String report(int entities) throws IOException {
        Path directory = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "copy-");
        Path database = Files.createDirectories(directory.resolve("database"));
        try (RaceServer server = RaceServer.start(directory)) {
            server.admit("moved", database);
            try (HikariDataSource pool = new HikariDataSource()) {
                pool.setJdbcUrl(RaceServer.url(database));
                return new CopyCosts().measure(entities, directory, pool);
            }
        } finally {
            Race.delete(directory);
        }
    }

    private String measure(int entities, Path directory, HikariDataSource pool) {
        table.append(String.format(Locale.ROOT, "%,d entities. %s%n%n", entities, Machine.describe()))
                .append("| step | rows and tasks | written | s | rows/s |\n")
                .append("| --- | ---: | ---: | ---: | ---: |\n");
        try (StorageEngine embedded =
                        RocksDbEngine.at(directory.resolve("source")).build();
                StorageEngine shared = PostgresEngine.on(pool).build();
                StorageEngine back = RocksDbEngine.at(directory.resolve("back")).build()) {
            LocalDatastore datastore = LocalDatastore.on(embedded).build();
            put(datastore, 1, entities, 0);
            addTasks(datastore, entities / 10);
            StoreCopy copy = StoreCopy.from(embedded).to(shared);
            step("first pass, ahead", () -> copy.runAhead(CopyProgress.NONE));
            put(datastore, 1, Math.max(1, entities / 100), 1);
            step("second pass, a hundredth changed, and the tasks", () -> copy.run(CopyProgress.NONE));
            step("comparison alone", () -> copy.compare(CopyProgress.NONE));
            step(
                    "back to an embedded engine, with tasks and comparison",
                    () -> StoreCopy.from(shared).to(back).run(CopyProgress.NONE));
        }
        return table.toString();
    }

    private void step(String title, Supplier<CopyReport> work) {
        long start = System.nanoTime();
        CopyReport report = work.get();
        double seconds = (System.nanoTime() - start) / 1e9;
        if (!report.agrees()) {
            throw new IllegalStateException("The stores differ:\n" + report.table());
        }
        long rows = report.read() + report.tasks();
        if (rows == 0) {
            rows = report.lines().stream()
                    .mapToLong(line -> line.source().rows())
                    .sum();
        }
        table.append(String.format(
                Locale.ROOT,
                "| %s | %,d | %,d | %.1f | %,.0f |%n",
                title,
                rows,
                report.written() + report.deleted() + report.tasks(),
                seconds,
                rows / seconds));
    }

    private static void put(LocalDatastore datastore, int from, int to, int version) {
        List<Entity> batch = new ArrayList<>();
        for (long id = from; id <= to; id++) {
            Key key = datastore.partition().key(KIND, id);
            batch.add(Entity.builder(key)
                    .set("name", "item " + id)
                    .set("rank", id * 7_919 % 1_000_003)
                    .set("category", "category " + id * 31 % 50)
                    .set("price", id * 17 % 10_000 / 100.0)
                    .set("available", id % 3 == 0)
                    .set("version", version)
                    .build());
            if (batch.size() == BATCH || id == to) {
                datastore.put(batch);
                batch.clear();
            }
        }
    }

    private static void addTasks(LocalDatastore datastore, int tasks) {
        List<TaskRow> batch = new ArrayList<>();
        for (int i = 1; i <= tasks; i++) {
            long now = datastore.tasks().now();
            batch.add(TaskRow.waiting(
                    datastore.tasks().nextId(), "work", null, now, 100, new byte[200], Map.of("number", "" + i), now));
            if (batch.size() == BATCH || i == tasks) {
                datastore.runInTransaction(transaction -> {
                    transaction.addTasks(batch);
                    return batch;
                });
                batch.clear();
            }
        }
    }
}
