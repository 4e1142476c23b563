package dev.kindred.datastore.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.kindred.datastore.ConcurrentTransactionException;
import dev.kindred.datastore.EntityExistsException;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.TaskLeaseLostException;
import dev.kindred.datastore.TransactionOptions;
import dev.kindred.datastore.UnknownCommitException;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.store.StoreException;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/**
 * Writers and a worker that go on whatever becomes of the server, and write down what they were told. Each unit is an entity that must be new, a step of the writer's own counter, and a task, in one commit; the
 * worker does each task by another entity, in the commit that ends it.
 */
final class RelentlessApplication implements AutoCloseable {

    private static final int WRITERS = 4;

    private final HikariDataSource pool;
    private final LocalDatastore datastore;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicBoolean drained = new AtomicBoolean();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<Long> done = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<Throwable> wrong = new ConcurrentLinkedQueue<>();
    private final Map<String, AtomicInteger> failures = new ConcurrentHashMap<>();

    RelentlessApplication(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(8);
        config.setConnectionTimeout(3_000);
        config.setValidationTimeout(1_000);
        pool = new HikariDataSource(config);
        datastore = LocalDatastore.on(PostgresEngine.on(pool).build()).build();
        datastore.engine().open();
        for (int writer = 0; writer < WRITERS; writer++) {
            int me = writer;
            start("writer", () -> write(me));
        }
        start("worker", this::work);
    }

    private void start(String name, Runnable work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (Throwable e) {
                        wrong.add(e);
                    }
                },
                name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void write(int writer) {
        for (int unit = 1; !stopped.get(); unit++) {
            String name = writer + "-" + unit;
            boolean uncertain = false;
            while (true) {
                try {
                    store(writer, unit, name);
                    acknowledged.add(name);
                    break;
                } catch (UnknownCommitException e) {
                    failed(e);
                    uncertain = true;
                } catch (EntityExistsException e) {
                    // Nobody else makes this one: allowed only if nobody could tell.
                    if (!uncertain) {
                        throw new AssertionError(name + " was stored, and its commit said to have failed", e);
                    }
                    acknowledged.add(name);
                    break;
                } catch (StoreException | ConcurrentTransactionException e) {
                    failed(e);
                }
                if (stopped.get() && !uncertain) {
                    return;
                }
            }
        }
    }

    private void store(int writer, int unit, String name) {
        datastore.runInTransaction(TransactionOptions.DEFAULT.withAttempts(20), transaction -> {
            Key counter = Key.of("Counter", "" + (char) ('a' + writer));
            Entity before = transaction.find(counter);
            long count = before != null && before.value("n") instanceof Value.LongValue n ? n.value() : 0;
            transaction.insert(List.of(
                    Entity.builder(Key.of("Unit", name)).set("unit", unit).build()));
            transaction.put(Entity.builder(counter).set("n", count + 1).build());
            TaskRow task = TaskRow.waiting(
                    datastore.engine().tasks().nextId(), "q", null, 1, 100, name.getBytes(), Map.of(), 1);
            transaction.addTasks(List.of(task));
            return name;
        });
    }

    private void work() {
        while (!drained.get()) {
            try {
                List<TaskLease> leases = datastore.engine().tasks().claim("q", 20, System.currentTimeMillis() * 1_000);
                for (TaskLease lease : leases) {
                    run(lease);
                }
                if (leases.isEmpty()) {
                    LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
                }
            } catch (StoreException e) {
                failed(e);
            }
        }
    }

    private void run(TaskLease lease) {
        String name = new String(lease.task().payload());
        boolean uncertain = false;
        while (true) {
            try {
                datastore.runInTransaction(TransactionOptions.DEFAULT.withAttempts(20), transaction -> {
                    transaction.insert(
                            List.of(Entity.builder(Key.of("Done", name)).build()));
                    transaction.completeTask(lease);
                    return name;
                });
                done.add(lease.task().id());
                return;
            } catch (UnknownCommitException e) {
                uncertain = true;
            } catch (TaskLeaseLostException | EntityExistsException e) {
                if (!uncertain && datastore.find(Key.of("Done", name)) != null) {
                    throw new AssertionError("Task " + name + " was done, and its commit said to have failed", e);
                }
                return;
            } catch (StoreException | ConcurrentTransactionException e) {
                failed(e);
            }
        }
    }

    private void failed(Exception e) {
        String text = e.getClass().getSimpleName() + " " + e.getMessage().replaceAll("[0-9.]{4,}", "#");
        failures.computeIfAbsent(text.substring(0, Math.min(160, text.length())), any -> new AtomicInteger())
                .incrementAndGet();
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }

    int acknowledged() {
        return acknowledged.size();
    }

    void awaitMore(int units) {
        int from = acknowledged();
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .until(() -> !wrong.isEmpty() || acknowledged() >= from + units);
        assertThat(wrong).isEmpty();
    }

    /** Ends the writers, lets the worker do what is left, and compares what they were told with what there is. */
    String verify() throws InterruptedException {
        stopped.set(true);
        for (Thread thread : threads.subList(0, WRITERS)) {
            thread.join(60_000);
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .until(() -> !wrong.isEmpty() || count("Done") == count("Unit"));
        drained.set(true);
        threads.get(WRITERS).join(30_000);

        assertThat(wrong).isEmpty();
        Set<String> stored = new java.util.TreeSet<>();
        datastore
                .run(Query.kind("Unit").keysOnly())
                .forEachRemaining(unit -> stored.add(unit.key().name()));
        assertThat(stored).as("acknowledged and nothing else").isEqualTo(new java.util.TreeSet<>(acknowledged));
        assertThat(count("Done")).isEqualTo(stored.size());
        long counted = 0;
        for (Entity counter : datastore.run(Query.kind("Counter")).toList()) {
            counted += counter.value("n") instanceof Value.LongValue n ? n.value() : 0;
        }
        assertThat(counted).as("steps of the counters").isEqualTo(stored.size());
        assertThat(datastore.engine().tasks().statistics("q").waiting()).isZero();
        return acknowledged() + " units; " + new TreeMap<>(failures);
    }

    private long count(String kind) {
        try {
            return datastore.count(Query.kind(kind));
        } catch (StoreException notNow) {
            return -1 - kind.length();
        }
    }

    @Override
    public void close() {
        stopped.set(true);
        drained.set(true);
        datastore.close();
        pool.close();
    }
}
