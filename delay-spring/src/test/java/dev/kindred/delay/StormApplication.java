package dev.kindred.delay;

import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.kindred.datastore.ConcurrentTransactionException;
import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.DuplicateTaskException;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.engine.postgres.PostgresEngine;
import dev.kindred.datastore.engine.rocksdb.RocksDbEngine;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactionManager;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.delay.queue.QueueSettings;
import dev.kindred.delay.queue.RetryPolicy;
import dev.kindred.delay.queue.Task;
import dev.kindred.delay.queue.TaskQueues;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;

/**
 * The process of {@link StormTests} and {@link PostgresStormTests} that is killed: enqueues units on several threads while its workers run them, and ends when all queues are empty, or when its input says {@code close}. Says what it does, a line each
 * with a semicolon at the end, so that a torn one is not taken for a whole one.
 */
final class StormApplication {

    static final int HALTED = 9;
    private static final int THREADS = 4;

    /** Of processes that share a server: short, so that others soon take over from one that is killed. */
    static final Duration LEASE = Duration.ofSeconds(4);

    private final long seed;
    private final LocalDatastore datastore;
    private final AtomicLong quota;
    private final AtomicBoolean closing = new AtomicBoolean();

    private StormApplication(StorageEngine engine, long seed, long quota) {
        this.seed = seed;
        this.quota = new AtomicLong(quota);
        this.datastore = LocalDatastore.on(engine).build();
    }

    /**
     * Arguments: the directory or the URL of the server, the seed, the first number, how many tasks to enqueue, and whether one of them is to be {@code poison} or {@code deadly}; with a server, which of
     * the processes on it this is.
     */
    public static void main(String[] arguments) throws InterruptedException {
        say("begins", 0);
        long quota = Long.parseLong(arguments[3]);
        boolean shared = arguments.length > 5;
        StorageEngine engine = shared
                ? PostgresEngine.on(pool(arguments[0])).lease(LEASE).build()
                : RocksDbEngine.at(Path.of(arguments[0])).build();
        StormApplication storm = new StormApplication(engine, Long.parseLong(arguments[1]), quota);
        storm.run(Long.parseLong(arguments[2]), arguments[4], shared ? new Share(arguments[5], quota / 4) : null);
    }

    /** Which of several processes this is, and how often it pays and races beside its other work. */
    private record Share(String process, long turns) {}

    private static HikariDataSource pool(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(12);
        config.setMinimumIdle(2);
        config.setConnectionTimeout(120_000); // it may stand still for long, or share its processors with much else
        config.addDataSourceProperty("prepareThreshold", "3");
        return new HikariDataSource(config);
    }

    /** Repeats what changed nothing because of a conflict. */
    static <T> T again(Supplier<T> work) {
        while (true) {
            try {
                return work.get();
            } catch (ConcurrentTransactionException | ConcurrencyFailureException conflict) {
                // with another process or thread
            }
        }
    }

    static synchronized void say(String what, Object of) {
        System.out.println(what + " " + of + ";");
    }

    private void run(long block, String mood, @Nullable Share share) throws InterruptedException {
        if (share == null) {
            countsAgree(TaskQueues.on(datastore).build());
        }
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.registerBean(LocalDatastore.class, () -> datastore);
        context.registerBean(Lanes.class, () -> new Lanes(share == null ? "lane-" : "lane-" + share.process() + "-"));
        context.register(Application.class);
        if (share != null) {
            context.register(StormBank.class);
        }
        context.refresh();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(context)));
        say("open", 0);
        Thread listener = new Thread(() -> listen(context));
        listener.setDaemon(true);
        listener.start();

        Producer producer = context.getBean(Producer.class);
        List<Thread> producers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            long first = block + i;
            Thread thread = new Thread(() -> produce(producer, first));
            producers.add(thread);
        }
        if (share != null) {
            StormBank bank = context.getBean(StormBank.class);
            DelayOperations delay = context.getBean(DelayOperations.class);
            producers.add(new Thread(() -> pay(bank, delay, block, share.turns())));
            producers.add(new Thread(() -> race(bank, delay, share.turns())));
        }
        producers.forEach(Thread::start);
        switch (mood) {
            case "poison" -> enqueue(producer, StormUnit.poison(seed, block));
            case "deadly" -> enqueue(producer, StormUnit.deadly(seed, block));
            default -> {}
        }
        for (Thread thread : producers) {
            thread.join();
        }
        TaskQueues queues = context.getBean(TaskQueues.class);
        await().atMost(Duration.ofMinutes(30))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> closing.get() || isEmpty(queues));
        if (close(context)) {
            say("empty", 0);
            Runtime.getRuntime().exit(0);
        }
    }

    /** Ends with its parent, however that ends. */
    private void listen(AnnotationConfigApplicationContext context) {
        try {
            byte[] all = System.in.readAllBytes();
            if (new String(all, StandardCharsets.UTF_8).contains("close") && close(context)) {
                Runtime.getRuntime().exit(0);
            }
        } catch (IOException gone) {
            Runtime.getRuntime().halt(1);
        }
    }

    private boolean close(AnnotationConfigApplicationContext context) {
        if (!closing.compareAndSet(false, true)) {
            return false;
        }
        context.close();
        return true;
    }

    private void produce(Producer producer, long first) {
        for (long number = first; !closing.get(); number += THREADS) {
            StormUnit unit = StormUnit.of(seed, number);
            if (quota.addAndGet(-unit.size()) < 0) {
                return;
            }
            enqueue(producer, unit);
        }
    }

    private void pay(StormBank bank, DelayOperations delay, long block, long turns) {
        try {
            for (long turn = 0; turn < turns && !closing.get(); turn++) {
                String id = block + "-" + turn;
                if (turn % 2 == 0) {
                    bank.transfer(id);
                } else {
                    again(() -> delay.call(() -> bank.pay(id)));
                    say("ordered", id);
                }
            }
        } catch (RuntimeException failure) {
            unlessClosing(failure, "a transfer fails");
        }
    }

    private void race(StormBank bank, DelayOperations delay, long turns) {
        try {
            long front = bank.front();
            for (long number = front; number < front + turns && !closing.get(); number++) {
                StormBank.race(number, datastore, delay, bank);
            }
        } catch (RuntimeException failure) {
            unlessClosing(failure, "a race fails");
        }
    }

    private void unlessClosing(RuntimeException failure, String what) {
        if (!closing.get()) {
            failure.printStackTrace(System.out);
            say("bad", what + ": " + failure);
        }
    }

    private void enqueue(Producer producer, StormUnit unit) {
        try {
            say(again(() -> producer.enqueue(unit)) ? "added" : "kept-out", unit.number());
        } catch (RuntimeException failure) {
            unlessClosing(failure, unit + " cannot be enqueued");
        }
    }

    private static boolean isEmpty(TaskQueues queues) {
        return queues.names().stream()
                .map(queues::statistics)
                .allMatch(statistics -> statistics.waiting() + statistics.running() == 0);
    }

    /** Before anything runs: all that is there waits or is dead, and the numbers are those of the rows. */
    private static void countsAgree(TaskQueues queues) {
        for (String queue : queues.names()) {
            var statistics = queues.statistics(queue);
            int waiting = queues.list(queue, 0, Integer.MAX_VALUE).size();
            int dead = queues.dead(queue, 0, Integer.MAX_VALUE).size();
            if (statistics.waiting() != waiting || statistics.dead() != dead || statistics.running() != 0) {
                say("bad", "queue " + queue + " has " + waiting + " and " + dead + " rows and " + statistics);
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import({DelayConfiguration.class, StormWork.class, Producer.class, Committer.class})
    @EnableTransactionManagement
    static class Application {

        private static final RetryPolicy SOON = RetryPolicy.builder()
                .minBackoff(Duration.ofMillis(2))
                .maxBackoff(Duration.ofMillis(20))
                .build();

        @Bean
        PlatformTransactionManager transactionManager(Datastore datastore) {
            return new DatastoreTransactionManager(datastore);
        }

        @Bean
        QueueSettings all() {
            return QueueSettings.of("default").retry(SOON);
        }

        @Bean
        QueueSettings lanes() {
            return QueueSettings.of("lanes").retry(SOON);
        }

        @Bean
        QueueSettings narrow() {
            return QueueSettings.of("narrow").retry(SOON).maxConcurrent(3);
        }
    }

    /** How names of lanes begin, which each process has for itself. */
    record Lanes(String prefix) {}

    /** Stores an entity and its tasks in one transaction. */
    static class Committer {

        private final Datastore datastore;
        private final StormWork work;

        Committer(Datastore datastore, StormWork work) {
            this.datastore = datastore;
            this.work = work;
        }

        @Transactional
        public void commit(StormUnit unit) {
            store(unit);
        }

        @Transactional
        public void rollBack(StormUnit unit) {
            store(unit);
            throw new UnsupportedOperationException("as asked");
        }

        private void store(StormUnit unit) {
            for (String task : unit.tasks()) {
                call(work, task);
            }
            Objects.requireNonNull(CurrentTransaction.of(datastore))
                    .put(Entity.builder(Key.of(StormLedger.UNIT, unit.number() + 1))
                            .build());
        }
    }

    /** Calls the function that a task without arguments of its own is for. */
    private static void call(StormWork work, String task) {
        switch (StormUnit.fate(task)) {
            case "sure" -> work.sure(task);
            case "plain" -> work.plain(task);
            case "limited" -> work.limited(task);
            case "doomed" -> work.doomed(task);
            default -> throw new IllegalArgumentException(task);
        }
    }

    /** Enqueues a unit in the way of its kind. */
    static class Producer {

        private final StormWork work;
        private final Committer committer;
        private final DelayOperations delay;
        private final TaskQueues queues;
        private final Lanes lanes;

        Producer(StormWork work, Committer committer, DelayOperations delay, TaskQueues queues, Lanes lanes) {
            this.lanes = lanes;
            this.work = work;
            this.committer = committer;
            this.delay = delay;
            this.queues = queues;
        }

        /** Returns false if nothing was to be stored. */
        boolean enqueue(StormUnit unit) {
            Random random = new Random(unit.number());
            String first = unit.task(0);
            switch (unit.kind()) {
                case SINGLE, PLAIN, LIMITED -> call(work, first);
                case REJECTED -> work.rejected(first, null);
                case TORN -> queues.add(Task.of(("{\"torn\" \"" + first).getBytes(StandardCharsets.UTF_8)));
                case OVERDUE -> work.overdue(first, null);
                case LATER ->
                    delay.in(Duration.ofMillis(random.nextInt(300)))
                            .priority(random.nextInt(256))
                            .call(() -> work.sure(first));
                case NAMED -> named(unit);
                case UNIQUE -> {
                    return unique("u" + random.nextInt(20), first);
                }
                case LANE -> {
                    String lane = lane(unit);
                    delay.concurrencyKey(lane).call(() -> work.lane(lane, first));
                }
                case DEAD_IN_LANE ->
                    delay.queue("lanes").concurrencyKey(lane(unit)).call(() -> work.doomed(first));
                case TRANSACTION -> committer.commit(unit);
                case ROLLED_BACK -> {
                    try {
                        committer.rollBack(unit);
                    } catch (UnsupportedOperationException asAsked) {
                        return false;
                    }
                }
                case BATCH -> delay.batch(() -> unit.tasks().forEach(task -> call(work, task)));
                case GROUP -> group(unit);
                case CHAIN ->
                    delay.task(() -> work.step(first, null))
                            .then(() -> work.step(unit.task(1), first))
                            .then(() -> work.step(unit.task(2), unit.task(1)))
                            .add();
                case ELSE ->
                    delay.task(() -> work.doomed(first))
                            .orElse(() -> work.sure(unit.task(1)))
                            .add();
                case POISON -> work.poison(first, null);
                case DEADLY -> work.deadly(first);
            }
            return true;
        }

        private void named(StormUnit unit) {
            DelayOperations named = delay.named("n" + unit.number());
            again(() -> named.call(() -> work.sure(unit.task(0))));
            try {
                again(() -> named.call(() -> work.sure(unit.task(0))));
                say("bad", "the name of " + unit + " was free twice");
            } catch (DuplicateTaskException taken) {
                // as it must be, whatever became of the first
            }
        }

        private boolean unique(String key, String task) {
            try {
                delay.uniqueKey(key).call(() -> work.unique(key, task));
                return true;
            } catch (DuplicateTaskException another) {
                return false;
            }
        }

        private void group(StormUnit unit) {
            int members = unit.size() - 1;
            delay.group(
                            "g" + unit.number(),
                            () -> unit.tasks().subList(0, members).forEach(task -> call(work, task)))
                    .then(() -> work.follow(unit.task(members), members, null));
        }

        /** A lane is used by one thread alone, so that its order is that of the numbers. */
        private String lane(StormUnit unit) {
            return lanes.prefix() + unit.number() % THREADS + "-" + unit.number() / THREADS % 3;
        }
    }
}
