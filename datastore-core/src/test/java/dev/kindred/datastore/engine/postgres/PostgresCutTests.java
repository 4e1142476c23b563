package dev.kindred.datastore.engine.postgres;

import static dev.kindred.datastore.store.Writes.bytes;
import static dev.kindred.datastore.store.Writes.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.kindred.datastore.store.ByteRange;
import dev.kindred.datastore.store.CommitResult;
import dev.kindred.datastore.store.CounterRow;
import dev.kindred.datastore.store.EntityPut.Precondition;
import dev.kindred.datastore.store.EntityRow;
import dev.kindred.datastore.store.Scan;
import dev.kindred.datastore.store.ScanDirection;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.StoreConflictException;
import dev.kindred.datastore.store.StoreException;
import dev.kindred.datastore.store.TaskChange;
import dev.kindred.datastore.store.TaskFollowing;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TaskTraits;
import dev.kindred.datastore.store.Together;
import dev.kindred.datastore.store.TransactionMode;
import dev.kindred.datastore.store.Writes;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;

/**
 * What callers are told of their commits while connections are cut at random bytes is what the store has. Each commit writes a row of its own and adds 1 to a counter, besides what is special about it;
 * what adds plain tasks alone is told by its task.
 */
@Timeout(300)
class PostgresCutTests {

    private static final int THREADS = 4;
    private static final String NAME = "kindred-cut-tests";

    /** What is special about a commit. */
    private enum Sort {
        PUT,
        STEP,
        INSERT,
        DELETE,
        ADD,
        ADD_NAMED,
        COMPLETE,
        REPLACE,
        ADD_ALONE
    }

    private enum Told {
        COMMITTED,
        REFUSED,
        FAILED,
        UNKNOWN
    }

    private final int commits = (int) (60 * Math.max(1, Long.getLong("kindred.random.steps", 0) / 100_000));
    private final long seed = Long.getLong("kindred.random.seed", System.nanoTime());
    private final String schema = TestServer.newSchema();
    /** By the name of the commit. */
    private final Map<String, Told> told = new ConcurrentHashMap<>();

    @Test
    void whatIsToldOfCommitsWhoseConnectionsAreCutIsTrue(TestReporter reporter) throws Exception {
        URI server = URI.create(TestServer.url().substring("jdbc:".length()));
        int port = server.getPort() < 0 ? 5432 : server.getPort();
        try (PostgresEngine direct = PostgresEngine.on(TestServer.dataSource())
                        .schema(schema)
                        .build();
                CuttingProxy proxy = new CuttingProxy(server.getHost(), port, seed);
                HikariDataSource pool = pool(server, proxy);
                PostgresEngine cut = PostgresEngine.on(pool).schema(schema).build()) {
            prepare(direct);
            cut.open();
            proxy.cut(true);
            pool.getHikariPoolMXBean().softEvictConnections();

            AtomicInteger thread = new AtomicInteger();
            Together.call(THREADS, () -> {
                int me = thread.getAndIncrement();
                Random random = new Random(seed + me);
                for (int i = 0; i < commits; i++) {
                    Sort sort = Sort.values()[random.nextInt(Sort.values().length)];
                    String name = sort + ":" + me + "-" + i;
                    told.put(name, commit(cut, sort, me, name, random));
                }
                return null;
            });
            proxy.cut(false);
            cut.close();
            pool.close();
            awaitEndOfBackends();

            Map<Told, Integer> numbers = new TreeMap<>();
            told.values().forEach(each -> numbers.merge(each, 1, Integer::sum));
            reporter.publishEntry("cut", "seed " + seed + ", " + proxy.cuts() + " cuts, " + numbers);
            verify(direct);
            assertThat(proxy.cuts()).as("seed %d", seed).isGreaterThan(THREADS * commits / 20);
            assertThat(numbers.getOrDefault(Told.COMMITTED, 0))
                    .as("seed %d", seed)
                    .isGreaterThan(THREADS * commits / 4);
            assertThat(numbers.getOrDefault(Told.UNKNOWN, 0))
                    .as("seed %d: commits nobody could tell of", seed)
                    .isLessThanOrEqualTo(THREADS * commits / 100);
        }
    }

    private static HikariDataSource pool(URI server, CuttingProxy proxy) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(TestServer.url().replace(server.getRawAuthority(), "localhost:" + proxy.port()));
        config.addDataSourceProperty("ApplicationName", NAME);
        config.addDataSourceProperty("prepareThreshold", "3");
        // One for each, and the one that is kept.
        config.setMaximumPoolSize(THREADS + 1);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(5_000);
        return new HikariDataSource(config);
    }

    private void prepare(StorageEngine engine) {
        Writes writes = new Writes();
        for (int thread = 0; thread < THREADS; thread++) {
            for (int i = 0; i < commits; i++) {
                writes.put("seed:" + Sort.DELETE + ":" + thread + "-" + i, "there");
            }
        }
        for (int i = 0; i < THREADS * commits / 4; i++) {
            writes.task(new TaskChange.Add(task(engine, "work", null, "")));
        }
        assertThat(writes.in(engine)).isInstanceOf(CommitResult.Committed.class);
    }

    private static TaskRow task(StorageEngine engine, String queue, @Nullable String name, String payload) {
        return TaskRow.waiting(engine.tasks().nextId(), queue, name, 1, 100, bytes(payload), Map.of(), 1);
    }

    private static Told commit(StorageEngine engine, Sort sort, int thread, String name, Random random) {
        try (StorageTransaction transaction = engine.begin(TransactionMode.READ_WRITE)) {
            String row = "";
            Writes writes = new Writes();
            switch (sort) {
                case PUT -> writes.put("shared:" + random.nextInt(5), name);
                case STEP -> {
                    row = "n:" + random.nextInt(3);
                    EntityRow before = transaction.get(bytes(row));
                    int steps = before == null ? 0 : Integer.parseInt(text(before.record()));
                    writes.put(
                            row,
                            String.valueOf(steps + 1),
                            random.nextBoolean()
                                    ? Precondition.NONE
                                    : new Precondition.HasVersion(before == null ? 0 : before.version()));
                }
                case INSERT -> {
                    row = "once:" + random.nextInt(THREADS * 10);
                    writes.put(row, name, Precondition.ABSENT);
                }
                case DELETE -> writes.delete("seed:" + name);
                case ADD -> writes.task(new TaskChange.Add(task(engine, "added", null, name)));
                case ADD_NAMED -> {
                    row = "name-" + random.nextInt(THREADS * 10);
                    writes.task(new TaskChange.Add(task(engine, "named", row, name)));
                }
                case COMPLETE -> {
                    List<TaskLease> leases = engine.tasks().claim("work", 1, 2);
                    if (leases.isEmpty()) {
                        return Told.FAILED;
                    }
                    row = String.valueOf(leases.get(0).task().id());
                    writes.task(new TaskChange.Complete(leases.get(0)));
                }
                case REPLACE -> {
                    row = "unique-" + random.nextInt(3);
                    TaskRow plain = task(engine, "unique", null, name);
                    writes.task(new TaskChange.Replace(
                            new TaskRow(
                                    plain.id(),
                                    plain.queue(),
                                    null,
                                    1,
                                    100,
                                    plain.payload(),
                                    Map.of(),
                                    0,
                                    1,
                                    0,
                                    null,
                                    new TaskTraits(null, 0, null, row)),
                            TaskFollowing.NONE));
                }
                case ADD_ALONE -> {
                    writes.task(new TaskChange.Add(task(engine, "alone", null, name)));
                    return told(transaction.commit(writes.changes()));
                }
            }
            writes.put("row:" + name, row).count("count:" + thread, 1);
            return told(transaction.commit(writes.changes()));
        } catch (StoreConflictException conflict) {
            return Told.REFUSED;
        } catch (StoreException failure) {
            // Whoever is told so takes it for not committed.
            return Told.FAILED;
        }
    }

    private static Told told(CommitResult result) {
        if (result instanceof CommitResult.Committed) {
            return Told.COMMITTED;
        }
        return result instanceof CommitResult.Unknown ? Told.UNKNOWN : Told.REFUSED;
    }

    /** What was delivered late may still be at work. */
    private static void awaitEndOfBackends() {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            try (Connection connection = TestServer.dataSource().getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(
                            "select count(*) from pg_stat_activity where application_name = '" + NAME + "'")) {
                rows.next();
                return rows.getLong(1) == 0;
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private void verify(StorageEngine engine) {
        Map<String, String> rows = rows(engine, "row:");
        Set<String> stored = new HashSet<>(rows.keySet());
        stored.addAll(payloads(engine, "alone"));
        told.forEach((name, what) -> {
            if (what != Told.UNKNOWN) {
                assertThat(stored.contains(name))
                        .as("seed %d: %s is there, and its caller was told: %s", seed, name, what)
                        .isEqualTo(what == Told.COMMITTED);
            }
        });
        verifyCounters(engine, rows.keySet());
        assertThat(rows(engine, "n:").values().stream()
                        .mapToInt(Integer::parseInt)
                        .sum())
                .as("seed %d: steps", seed)
                .isEqualTo(rowsOf(Sort.STEP, rows).size());
        assertThat(rows(engine, "once:").values()).containsExactlyInAnyOrderElementsOf(rowsOf(Sort.INSERT, rows));
        assertThat(rows(engine, "seed:").keySet()).doesNotContainAnyElementsOf(rowsOf(Sort.DELETE, rows));
        assertThat(rows(engine, "seed:"))
                .hasSize(THREADS * commits - rowsOf(Sort.DELETE, rows).size());
        assertThat(payloads(engine, "added")).containsExactlyInAnyOrderElementsOf(rowsOf(Sort.ADD, rows));
        assertThat(payloads(engine, "named")).containsExactlyInAnyOrderElementsOf(rowsOf(Sort.ADD_NAMED, rows));
        assertThat(payloads(engine, "work"))
                .hasSize(THREADS * commits / 4 - rowsOf(Sort.COMPLETE, rows).size());
        List<String> replacing = rowsOf(Sort.REPLACE, rows);
        assertThat(payloads(engine, "unique")).isSubsetOf(replacing).hasSize((int)
                replacing.stream().map(rows::get).distinct().count());
        for (String queue : List.of("alone", "added", "named", "work", "unique")) {
            assertThat(engine.tasks().statistics(queue).waiting()
                            + engine.tasks().statistics(queue).running())
                    .as("seed %d: the number of tasks in %s", seed, queue)
                    .isEqualTo(payloads(engine, queue).size());
        }
    }

    private void verifyCounters(StorageEngine engine, Set<String> names) {
        Map<String, Long> counted = new TreeMap<>();
        try (StorageTransaction reader = engine.begin(TransactionMode.READ_ONLY)) {
            for (CounterRow row : reader.counters(ByteRange.startingWith(bytes("count:")))) {
                counted.put(text(row.key()).substring("count:".length()), row.values()[0]);
            }
        }
        Map<String, Long> expected = new TreeMap<>();
        names.forEach(name -> expected.merge(name.substring(name.indexOf(':') + 1, name.indexOf('-')), 1L, Long::sum));
        assertThat(counted).as("seed %d: counters", seed).isEqualTo(expected);
    }

    /** The names of the commits of a sort that are stored. */
    private static List<String> rowsOf(Sort sort, Map<String, String> rows) {
        return rows.keySet().stream()
                .filter(name -> name.startsWith(sort + ":"))
                .toList();
    }

    private static Map<String, String> rows(StorageEngine engine, String prefix) {
        Map<String, String> found = new TreeMap<>();
        try (StorageTransaction reader = engine.begin(TransactionMode.READ_ONLY);
                Scan<EntityRow> scan = reader.scanEntities(
                        ByteRange.startingWith(bytes(prefix)), ScanDirection.ASCENDING, Integer.MAX_VALUE)) {
            for (EntityRow row = scan.next(); row != null; row = scan.next()) {
                found.put(text(row.key()).substring(prefix.length()), text(row.record()));
            }
        }
        return found;
    }

    private static List<String> payloads(StorageEngine engine, String queue) {
        List<String> payloads = new ArrayList<>();
        List<TaskRow> page = engine.tasks().list(queue, 0, 500);
        while (!page.isEmpty()) {
            page.forEach(task -> payloads.add(text(task.payload())));
            page = engine.tasks().list(queue, page.get(page.size() - 1).id(), 500);
        }
        return payloads;
    }
}
