package dev.kindred.datastore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Threads that get in each other's way: whatever they do must be as if they had done it one after the other. */
abstract class ConcurrencyContract extends DatastoreScenario {

    private static final int THREADS = 4;
    private static final TransactionOptions PERSISTENT = TransactionOptions.DEFAULT.withAttempts(1_000);

    private final DatastoreContract.Conflicts conflicts;

    ConcurrencyContract(Datastore datastore, DatastoreContract.Conflicts conflicts) {
        super(datastore);
        this.conflicts = conflicts;
    }

    private static void inParallel(Callable<?>... work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(work.length);
        try {
            CyclicBarrier together = new CyclicBarrier(work.length);
            List<Future<?>> running = new ArrayList<>();
            for (Callable<?> each : work) {
                running.add(threads.submit(() -> {
                    together.await();
                    return each.call();
                }));
            }
            for (Future<?> each : running) {
                each.get(2, TimeUnit.MINUTES);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static Callable<?>[] times(int threads, IntFunction<Callable<?>> work) {
        return IntStream.range(0, threads).mapToObj(work).toArray(Callable<?>[]::new);
    }

    private static long number(Entity entity, String property) {
        return ((Value.LongValue) Objects.requireNonNull(entity.value(property))).value();
    }

    @Test
    void transfersNeitherMakeNorLoseMoneyAndNobodySeesOneHalf() throws Exception {
        int accounts = 5;
        for (int i = 1; i <= accounts; i++) {
            datastore.put(Entity.builder(key("Account", i)).set("balance", 100).build());
        }
        AtomicLong running = new AtomicLong(THREADS - 1);

        inParallel(times(THREADS, thread -> () -> {
            if (thread == THREADS - 1) {
                while (running.get() > 0) {
                    assertThat(totalByQuery(datastore)).isEqualTo(500);
                    datastore.runInTransaction(TransactionOptions.READ_ONLY, transaction -> {
                        long byKey = 0;
                        for (int i = 1; i <= accounts; i++) {
                            byKey += number(transaction.get(key("Account", i)), "balance");
                        }
                        assertThat(byKey).isEqualTo(500);
                        assertThat(totalByQuery(transaction)).isEqualTo(500);
                        return null;
                    });
                }
                return null;
            }
            Random random = new Random(thread);
            for (int round = 0; round < 100; round++) {
                int from = 1 + random.nextInt(accounts);
                int to = 1 + (from + random.nextInt(accounts - 1)) % accounts;
                long amount = random.nextInt(50);
                datastore.runInTransaction(PERSISTENT, transaction -> {
                    Entity source = transaction.get(key("Account", from));
                    Entity target = transaction.get(key("Account", to));
                    if (number(source, "balance") >= amount) {
                        transaction.put(List.of(
                                source.toBuilder()
                                        .set("balance", number(source, "balance") - amount)
                                        .build(),
                                target.toBuilder()
                                        .set("balance", number(target, "balance") + amount)
                                        .build()));
                    }
                    return null;
                });
            }
            return running.decrementAndGet();
        }));

        assertThat(totalByQuery(datastore)).isEqualTo(500);
        assertThat(datastore.run(Query.kind("Account")).toList())
                .allSatisfy(account -> assertThat(number(account, "balance")).isNotNegative());
        assertThat(datastore.count(
                        Query.kind("Account").filter("balance", Operator.GREATER_THAN_OR_EQUAL, Value.of(0))))
                .as("index rows")
                .isEqualTo(accounts);
    }

    private static long totalByQuery(EntityOperations operations) {
        return operations.run(Query.kind("Account").orderBy(Order.descending("balance"))).toList().stream()
                .mapToLong(account -> number(account, "balance"))
                .sum();
    }

    /** Write skew: each looks at both and changes one. */
    @Test
    void atLeastOneDoctorStaysOnCall() throws Exception {
        Query onCall = Query.kind("Doctor").filter("onCall", Operator.EQUAL, Value.of(true));
        for (int round = 0; round < 30; round++) {
            for (int i = 1; i <= THREADS; i++) {
                datastore.put(
                        Entity.builder(key("Doctor", i)).set("onCall", true).build());
            }
            boolean byQuery = round % 2 == 0;

            inParallel(times(
                    THREADS,
                    thread -> () -> datastore.runInTransaction(PERSISTENT, transaction -> {
                        long others = byQuery
                                ? transaction.count(onCall)
                                : IntStream.rangeClosed(1, THREADS)
                                        .mapToObj(i -> transaction.get(key("Doctor", i)))
                                        .filter(doctor -> Value.of(true).equals(doctor.value("onCall")))
                                        .count();
                        if (others > 1) {
                            transaction.put(Entity.builder(key("Doctor", thread + 1))
                                    .set("onCall", false)
                                    .build());
                        }
                        return null;
                    })));

            assertThat(datastore.count(onCall)).isEqualTo(1);
        }
    }

    /** Phantoms: nobody can lock what is not there. */
    @Test
    void aNameIsTakenOnce() throws Exception {
        int names = 25;
        inParallel(times(THREADS, thread -> () -> {
            for (int i = 0; i < names; i++) {
                String name = "name" + i;
                datastore.runInTransaction(PERSISTENT, transaction -> {
                    Query taken = Query.kind("User").filter("name", Operator.EQUAL, Value.of(name));
                    boolean free = thread % 2 == 0
                            ? transaction.count(taken) == 0
                            : !transaction.run(taken.keysOnly().limit(1)).hasNext();
                    if (free) {
                        transaction.put(Entity.builder(incomplete("User"))
                                .set("name", name)
                                .build());
                    }
                    return null;
                });
            }
            return null;
        }));

        assertThat(datastore.run(Query.kind("User")).toList())
                .extracting(user -> user.value("name"))
                .hasSize(names)
                .doesNotHaveDuplicates();
    }

    @Test
    void ofManyWhoInsertOneKeyOneSucceeds() throws Exception {
        AtomicLong succeeded = new AtomicLong();
        int keys = 40;
        inParallel(times(THREADS, thread -> () -> {
            for (int i = 1; i <= keys; i++) {
                try {
                    datastore.insert(List.of(
                            Entity.builder(key("K", i)).set("by", thread).build()));
                    succeeded.incrementAndGet();
                } catch (EntityExistsException e) {
                    assertThat(e.key()).isEqualTo(key("K", i));
                }
            }
            return null;
        }));

        assertThat(succeeded).hasValue(keys);
    }

    /** Blind writes need no retry of the caller, and must not leave index rows of a version that lost. */
    @Test
    void entitiesAndIndexRowsAgreeAfterWritesThatRace() throws Exception {
        int keys = 3;
        inParallel(times(THREADS, thread -> () -> {
            Random random = new Random(thread);
            for (int round = 0; round < 150; round++) {
                Key key = key("K", 1 + random.nextInt(keys));
                if (random.nextInt(5) == 0) {
                    datastore.delete(key);
                } else {
                    datastore.put(Entity.builder(key)
                            .set("n", longs(random.nextInt(4), random.nextInt(4)))
                            .build());
                }
            }
            return null;
        }));

        List<Entity> left = datastore.run(Query.kind("K")).toList();
        for (int n = 0; n < 4; n++) {
            Value value = Value.of(n);
            List<Key> holders = left.stream()
                    .filter(entity -> ((Value.ListValue) Objects.requireNonNull(entity.value("n")))
                            .values()
                            .contains(value))
                    .map(Entity::key)
                    .toList();
            assertThat(keys(datastore, Query.kind("K").filter(Filter.equal("n", value))))
                    .isEqualTo(holders);
        }
    }

    @Test
    void idsGivenInParallelAreAllDifferent() throws Exception {
        ConcurrentLinkedQueue<Key> given = new ConcurrentLinkedQueue<>();
        inParallel(times(THREADS, thread -> () -> {
            for (int i = 0; i < 50; i++) {
                given.add(datastore.put(Entity.builder(incomplete("K")).build()));
                given.addAll(datastore.allocateIds(List.of(incomplete("K"), incomplete("K"))));
                IdRange range = datastore.allocateIdRange(incomplete("K"), 2);
                given.add(key("K", range.low()));
                given.add(key("K", range.low() + 1));
            }
            return null;
        }));

        assertThat(given).hasSize(THREADS * 50 * 5).doesNotHaveDuplicates();
    }

    /** What one committed transaction read and wrote. */
    private record Story(Key log, long floor, List<Reading> readings, Map<Key, Entity> writes) {}

    /** When a transaction began and ended, by ticks of all threads. */
    private record Span(long began, long ended) {}

    private record Reading(String what, Function<EntityOperations, Object> read, Object answer) {}

    /**
     * The strongest test: random transactions, all of their answers kept. Each commits an entity of its own, whose version tells its place in the order of
     * commits. Repeated one after the other in that order, every read must give the same answer again; and a read-only transaction must have seen the state
     * between two commits, no older than what had been committed when it began. Where transactions conflict only for cycles, some other order of the writers will do.
     */
    @Test
    void everyHistoryIsThatOfSomeOrderOneAfterTheOther() throws Exception {
        long seed = Long.getLong("kindred.random.seed", System.nanoTime());
        int rounds = Integer.getInteger("kindred.random.transactions", 120);
        ConcurrentLinkedQueue<Story> writers = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<Story> readers = new ConcurrentLinkedQueue<>();
        AtomicLong committed = new AtomicLong();
        AtomicLong ticks = new AtomicLong();
        Map<Key, Span> spans = new ConcurrentHashMap<>();

        inParallel(times(THREADS, thread -> () -> {
            Random random = new Random(seed + thread);
            for (int round = 0; round < rounds; round++) {
                Key log = key("Log", thread + "-" + round);
                long floor = committed.get();
                long began = ticks.incrementAndGet();
                long workSeed = random.nextLong();
                if (random.nextInt(4) == 0) {
                    readers.add(datastore.runInTransaction(
                            TransactionOptions.READ_ONLY,
                            transaction -> play(transaction, new Random(workSeed), log, floor)));
                } else {
                    writers.add(datastore.runInTransaction(
                            PERSISTENT, transaction -> play(transaction, new Random(workSeed), log, floor)));
                    spans.put(log, new Span(began, ticks.incrementAndGet()));
                    committed.accumulateAndGet(datastore.get(log).version(), Math::max);
                }
            }
            return null;
        }));

        TreeMap<Long, Story> order = new TreeMap<>();
        writers.forEach(story -> order.put(datastore.get(story.log()).version(), story));
        assertThat(order).as("versions, seed %d", seed).hasSameSizeAs(writers);
        if (conflicts == DatastoreContract.Conflicts.OF_CYCLES) {
            ReferenceDatastore end = new ReferenceDatastore(datastore.partition());
            assertThat(isSerial(order, spans, end, new int[] {200_000}))
                    .as("some order, seed %d", seed)
                    .isTrue();
            assertThat(datastore.run(Query.kindless()).toList())
                    .isEqualTo(end.run(Query.kindless()).toList());
            return;
        }
        List<Story> unplaced = new ArrayList<>(readers);
        ReferenceDatastore state = new ReferenceDatastore(datastore.partition());
        unplaced.removeIf(reader -> reader.floor() == 0 && agrees(reader, state));
        order.forEach((version, story) -> {
            assertThat(version).isGreaterThan(story.floor());
            for (Reading reading : story.readings()) {
                assertThat(reading.answer())
                        .as("seed %d, %s: %s", seed, story.log(), reading.what())
                        .isEqualTo(reading.read().apply(state));
            }
            apply(story, state);
            unplaced.removeIf(reader -> reader.floor() <= version && agrees(reader, state));
        });
        assertThat(unplaced)
                .as("read-only transactions that saw no state there was, seed %d", seed)
                .isEmpty();
        Query all = Query.kindless();
        assertThat(datastore.run(all).toList()).isEqualTo(state.run(all).toList());
    }

    /** Whether what is left can follow the state in some order, not much unlike that of the versions. Those that were there when another began come before it. */
    private static boolean isSerial(
            TreeMap<Long, Story> left, Map<Key, Span> spans, ReferenceDatastore state, int[] tries) {
        if (left.isEmpty()) {
            return true;
        }
        long firstEnd = left.values().stream()
                .mapToLong(story -> spans.get(story.log()).ended())
                .min()
                .orElseThrow();
        int ahead = 0;
        for (Map.Entry<Long, Story> next : new TreeMap<>(left).entrySet()) {
            Story story = next.getValue();
            if (ahead++ == 3 * THREADS || --tries[0] < 0) {
                return false;
            }
            if (spans.get(story.log()).began() < firstEnd && agrees(story, state)) {
                Map<Key, Entity> before = new TreeMap<>();
                story.writes().keySet().forEach(key -> before.put(key, state.find(key)));
                apply(story, state);
                left.remove(next.getKey());
                if (isSerial(left, spans, state, tries)) {
                    return true;
                }
                left.put(next.getKey(), story);
                apply(new Story(story.log(), 0, List.of(), before), state);
            }
        }
        return false;
    }

    private static boolean agrees(Story reader, EntityOperations state) {
        return reader.readings().stream()
                .allMatch(reading -> reading.read().apply(state).equals(reading.answer()));
    }

    private static void apply(Story story, Datastore state) {
        state.delete(story.writes().keySet());
        state.put(story.writes().values().stream().filter(Objects::nonNull).toList());
    }

    private Story play(Transaction transaction, Random random, Key log, long floor) {
        List<Reading> readings = new ArrayList<>();
        Map<Key, Entity> writes = new TreeMap<>(Comparator.naturalOrder());
        for (int left = 1 + random.nextInt(4); left > 0; left--) {
            Function<EntityOperations, Object> read = reading(random);
            Object answer = read.apply(transaction);
            readings.add(new Reading("read " + readings.size(), read, answer));
            if (random.nextInt(3) == 0) {
                Thread.yield();
            }
        }
        if (transaction.options().access() == TransactionOptions.Access.READ_WRITE) {
            for (int left = random.nextInt(3); left > 0; left--) {
                Key key = key("K", 1 + random.nextInt(6));
                writes.put(
                        key,
                        random.nextInt(4) == 0
                                ? null
                                : Entity.builder(key)
                                        .set("n", random.nextInt(4))
                                        .set("m", longs(random.nextInt(3), random.nextInt(3)))
                                        .build());
            }
            writes.put(log, Entity.builder(log).build());
            writes.forEach((key, entity) -> {
                if (entity == null) {
                    transaction.delete(key);
                } else {
                    transaction.put(entity);
                }
            });
        }
        return new Story(log, floor, readings, writes);
    }

    private Function<EntityOperations, Object> reading(Random random) {
        long n = random.nextInt(4);
        Query kind = Query.kind("K");
        Key key = key("K", 1 + random.nextInt(6));
        Query query =
                switch (random.nextInt(8)) {
                    case 0 -> kind.filter("n", Operator.EQUAL, Value.of(n));
                    case 1 -> kind.filter("n", Operator.GREATER_THAN, Value.of(n));
                    case 2 -> kind.filter("n", Operator.NOT_EQUAL, Value.of(n)).orderBy(Order.descending("n"));
                    case 3 -> kind.orderBy(Order.descending("m")).limit(2);
                    case 4 -> kind.filter("n", Operator.EQUAL, Value.of(n)).filter("m", Operator.EQUAL, Value.of(1));
                    case 5 -> kind.ancestor(key);
                    case 6 ->
                        kind.filter("m", Operator.LESS_THAN, Value.of(n))
                                .orderBy(Order.ascending("m"))
                                .offset(1)
                                .limit(1);
                    default -> kind;
                };
        return switch (random.nextInt(4)) {
            case 0 -> on -> Objects.requireNonNullElse(on.find(key), "none");
            case 1 -> on -> on.count(query);
            case 2 -> on -> on.run(query.keysOnly()).toList();
            default -> on -> on.run(query).toList();
        };
    }
}
