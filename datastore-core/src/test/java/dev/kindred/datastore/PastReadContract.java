package dev.kindred.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.kindred.datastore.engine.ordered.OrderedSettings;
import dev.kindred.datastore.index.CompositeIndex;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.store.ReadTimeUnavailableException;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.StoreClosedException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reading at a past time. A subclass opens an engine that keeps past states. */
abstract class PastReadContract {

    private static final Instant NOON = Instant.parse("2024-05-06T12:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Query BY_N = Query.kind("K").orderBy(Order.ascending("n"));

    private final MovableClock clock = new MovableClock(NOON.minusSeconds(30));
    private StorageEngine engine;
    private LocalDatastore datastore;

    /** An engine with an empty store and these settings. */
    abstract StorageEngine newEngine(OrderedSettings settings);

    @BeforeEach
    void open() {
        engine = newEngine(
                OrderedSettings.DEFAULT.clocks(clock, System::nanoTime).history(Duration.ofMinutes(10), MINUTE));
        engine.open();
        datastore = LocalDatastore.on(engine).clock(clock).build();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private static Instant minute(long minutes) {
        return NOON.plus(MINUTE.multipliedBy(minutes));
    }

    private static Key key(long id) {
        return Key.of("K", id);
    }

    private void put(long id, long n) {
        datastore.put(Entity.builder(key(id)).set("n", n).build());
    }

    private <T> T at(Instant time, TransactionWork<T> work) {
        return datastore.runInTransaction(TransactionOptions.READ_ONLY.withReadTime(time), work);
    }

    private Map<Long, Long> stateAt(Instant time) {
        return at(time, PastReadContract::state);
    }

    private Entity getAt(Instant time, Key key) {
        return at(time, past -> past.get(key));
    }

    private List<Long> keysAt(Instant time, Query query) {
        return at(time, past -> keys(past, query));
    }

    private static Map<Long, Long> state(EntityOperations on) {
        Map<Long, Long> state = new LinkedHashMap<>();
        on.run(Query.kind("K"))
                .forEachRemaining(
                        entity -> state.put(entity.key().id(), ((Value.LongValue) entity.value("n")).value()));
        return state;
    }

    @Test
    void x4_theStateAtEachMinuteIsExactByKeyByQueryAndByCount() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<Instant, Map<Long, Long>> expected = new TreeMap<>();
        Map<Long, Long> state = new TreeMap<>();
        for (int minute = 0; minute < 10; minute++) {
            clock.set(minute(minute));
            expected.put(minute(minute), new TreeMap<>(state));
            // In some minutes nothing is written, in some a little, in some before the first read.
            int writes = random.nextInt(3) * 5;
            for (int i = 0; i < writes; i++) {
                clock.advance(Duration.ofMillis(random.nextInt(2_000)));
                long id = 1 + random.nextInt(12);
                if (random.nextInt(3) == 0) {
                    datastore.delete(key(id));
                    state.remove(id);
                } else {
                    put(id, random.nextInt(5));
                    state.put(id, ((Value.LongValue) datastore.get(key(id)).value("n")).value());
                }
                if (random.nextInt(4) == 0) {
                    Instant past = minute(random.nextInt(minute + 1));
                    assertThat(stateAt(past)).as("seed %d, %s", seed, past).isEqualTo(expected.get(past));
                }
            }
        }

        expected.forEach((time, there) -> at(time, past -> {
            assertThat(state(past)).as("seed %d, %s", seed, time).isEqualTo(there);
            for (long id = 1; id <= 12; id++) {
                Entity found = past.find(key(id));
                assertThat(found == null ? null : ((Value.LongValue) found.value("n")).value())
                        .as("seed %d, %s, %d", seed, time, id)
                        .isEqualTo(there.get(id));
            }
            for (long n = 0; n < 5; n++) {
                long value = n;
                assertThat(past.count(Query.kind("K").filter("n", Operator.EQUAL, Value.of(n))))
                        .as("seed %d, %s, n = %d", seed, time, n)
                        .isEqualTo(there.values().stream()
                                .filter(each -> each == value)
                                .count());
            }
            return null;
        }));
        assertThat(state(datastore)).isEqualTo(state);
    }

    @Test
    void whatIsWrittenInAMinuteIsNotInItsBeginning() {
        clock.set(minute(0));
        put(1, 1);
        clock.set(minute(1).minusMillis(1));
        put(1, 2);
        clock.set(minute(1));
        put(1, 3);

        assertThat(stateAt(minute(0))).isEmpty();
        assertThat(stateAt(minute(1))).isEqualTo(Map.of(1L, 2L));
        assertThat(state(datastore)).isEqualTo(Map.of(1L, 3L));
    }

    @Test
    void aMinuteWithoutWritesIsReadAndStaysAsItWasRead() {
        clock.set(minute(0));
        put(1, 1);
        clock.set(minute(5).plusMillis(1));

        assertThat(stateAt(minute(5))).isEqualTo(Map.of(1L, 1L));
        put(1, 2);
        assertThat(stateAt(minute(5))).isEqualTo(Map.of(1L, 1L));
        assertThat(stateAt(minute(2))).isEqualTo(Map.of(1L, 1L));
    }

    @Test
    void theCacheOfEntitiesServesPastAndPresentAlike() {
        clock.set(minute(0));
        for (int id = 1; id <= 50; id++) {
            put(id, 1);
        }
        clock.set(minute(1));
        for (int id = 1; id <= 25; id++) {
            put(id, 2);
        }
        datastore.delete(key(50));
        for (int round = 0; round < 3; round++) {
            for (int id = 1; id <= 49; id++) {
                Key key = key(id);
                assertThat(getAt(minute(1), key).value("n")).isEqualTo(Value.of(1));
                assertThat(datastore.get(key).value("n")).isEqualTo(Value.of(id <= 25 ? 2 : 1));
            }
            assertThat(getAt(minute(1), key(50))).isNotNull();
            assertThat(datastore.find(key(50))).isNull();
        }
        Entity old = getAt(minute(1), key(1));
        assertThat(datastore.get(key(1)).createVersion()).isEqualTo(old.createVersion());
        assertThat(datastore.get(key(1)).version()).isGreaterThan(old.version());
    }

    @Test
    void statesOlderThanTheWindowAreReleased() {
        for (int minute = 0; minute <= 25; minute++) {
            clock.set(minute(minute));
            put(1, minute);
        }

        assertThat(engine.status().details()).containsEntry("pastStates", 11);
        assertThat(stateAt(minute(15))).isEqualTo(Map.of(1L, 14L));
        assertThatExceptionOfType(ReadTimeUnavailableException.class)
                .isThrownBy(() -> stateAt(minute(14)))
                .satisfies(refused -> {
                    assertThat(refused.readTime()).isEqualTo(minute(14));
                    assertThat(refused.oldest()).isEqualTo(minute(15));
                    assertThat(refused.newest()).isEqualTo(minute(25));
                })
                .withMessageContaining("from 2024-05-06T12:15:00Z to 2024-05-06T12:25:00Z")
                .withMessageContaining("PT10M");
        clock.advance(Duration.ofHours(1));
        assertThat(stateAt(minute(85))).isEqualTo(Map.of(1L, 25L));
        assertThat(engine.status().details()).containsEntry("pastStates", 1);
    }

    @Test
    void aTransactionKeepsItsStateWhenTheWindowHasGoneOn() {
        clock.set(minute(0));
        put(1, 1);
        clock.set(minute(1));
        put(1, 2);
        TransactionOptions options = TransactionOptions.READ_ONLY
                .withReadTime(minute(1))
                .withTimeout(Duration.ofHours(9))
                .withIdleTimeout(Duration.ofHours(9));
        try (Transaction past = datastore.begin(options);
                Transaction other = datastore.begin(options)) {
            for (int minute = 2; minute <= 30; minute++) {
                clock.set(minute(minute));
                put(1, minute);
                put(minute, minute);
            }
            assertThat(state(past)).isEqualTo(Map.of(1L, 1L));
            past.close();
            assertThat(state(other)).isEqualTo(Map.of(1L, 1L));
            assertThat(other.entityGroupVersion(key(1))).isLessThan(datastore.entityGroupVersion(key(1)));
        }
    }

    @Test
    void onlyWholeMultiplesOfTheResolutionUpToNowCanBeRead() {
        clock.set(minute(3).plusSeconds(10));
        Map<Instant, String> refused = new LinkedHashMap<>();
        refused.put(minute(2).plusSeconds(1), "whole multiples of PT1M");
        refused.put(minute(2).plusNanos(1), "whole multiples of PT1M");
        refused.put(minute(4), "lies ahead");
        refused.put(NOON.minusSeconds(60), "since the engine was opened at 2024-05-06T11:59:30Z");
        refused.put(Instant.MAX, "out of all range");

        assertThat(stateAt(NOON)).isEmpty();
        refused.forEach((time, reason) -> assertThatExceptionOfType(ReadTimeUnavailableException.class)
                .isThrownBy(() -> stateAt(time))
                .withMessageContaining(reason)
                .withMessageContaining("from 2024-05-06T12:00:00Z to 2024-05-06T12:03:00Z"));
    }

    @Test
    void beforeTheFirstWholeMinuteThereIsNoState() {
        put(1, 1);

        assertThatExceptionOfType(ReadTimeUnavailableException.class)
                .isThrownBy(() -> stateAt(NOON.minusSeconds(60)))
                .withMessageContaining("The first state there will be is that of 2024-05-06T12:00:00Z")
                .satisfies(refused -> assertThat(refused.oldest()).isNull());
        clock.set(NOON);
        assertThat(stateAt(NOON)).isEqualTo(Map.of(1L, 1L));
    }

    @Test
    void aPastStateCannotBeWritten() {
        clock.set(NOON);
        try (Transaction past = datastore.begin(TransactionOptions.READ_ONLY.withReadTime(NOON))) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> past.put(Entity.builder(key(1)).build()))
                    .withMessageContaining("read-only");
            past.commit();
        }
    }

    @Test
    void anIndexThatWasBuiltLaterDoesNotAnswerAboutThePast() {
        clock.set(minute(0));
        for (int id = 1; id <= 5; id++) {
            datastore.put(Entity.builder(key(id)).set("m", 1).set("n", id).build());
        }
        clock.set(minute(1));
        datastore.delete(key(1));
        datastore.declareIndexes(List.of(CompositeIndex.on("K", "m", "-n")));
        datastore.buildIndexes(() -> false);
        clock.set(minute(2));
        datastore.delete(key(2));
        Query query = Query.kind("K").filter("m", Operator.EQUAL, Value.of(1)).orderBy(Order.descending("n"));

        for (int round = 0; round < 2; round++) {
            assertThat(keysAt(minute(1), query)).containsExactly(5L, 4L, 3L, 2L, 1L);
            assertThat(keysAt(minute(2), query)).containsExactly(5L, 4L, 3L, 2L);
            assertThat(keys(datastore, query)).containsExactly(5L, 4L, 3L);
        }
    }

    private static List<Long> keys(EntityOperations on, Query query) {
        return on.run(query).toList().stream().map(entity -> entity.key().id()).toList();
    }

    @Test
    void readersOfOneMomentSeeTheSameWhileOthersWrite() throws Exception {
        clock.set(minute(0));
        for (int id = 1; id <= 20; id++) {
            put(id, 0);
        }
        clock.set(minute(1));
        AtomicBoolean stop = new AtomicBoolean();
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        Map<Long, Long> expected = stateAt(minute(1));
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            threads.add(start(failures, () -> {
                for (int n = 1; !stop.get(); n++) {
                    put(1 + n % 20, n);
                }
                return null;
            }));
        }
        List<Thread> readers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            readers.add(start(failures, () -> {
                for (int n = 0; n < 60; n++) {
                    assertThat(stateAt(minute(1))).isEqualTo(expected);
                    assertThat(getAt(minute(1), key(8)).value("n")).isEqualTo(Value.of(0));
                    assertThat(keysAt(minute(1), BY_N)).hasSize(20);
                }
                return null;
            }));
        }
        for (Thread reader : readers) {
            reader.join();
        }
        stop.set(true);
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(failures).isEmpty();
        assertThat(expected.values()).containsOnly(0L);
    }

    private static Thread start(List<Throwable> failures, Supplier<Void> work) {
        Thread thread = new Thread(() -> {
            try {
                work.get();
            } catch (RuntimeException | Error e) {
                failures.add(e);
            }
        });
        thread.start();
        return thread;
    }

    @Test
    void closingTheEngineEndsPastStatesAndOpeningBeginsAnew() {
        clock.set(minute(0));
        put(1, 1);
        clock.set(minute(1));
        put(1, 2);
        Transaction past = datastore.begin(TransactionOptions.READ_ONLY.withReadTime(minute(1)));

        engine.close();

        assertThatExceptionOfType(StoreClosedException.class).isThrownBy(() -> past.find(key(1)));
        past.close();
        clock.set(minute(2).plusSeconds(1));
        engine.open();
        assertThatExceptionOfType(ReadTimeUnavailableException.class).isThrownBy(() -> stateAt(minute(1)));
        put(1, 3);
        clock.set(minute(3));
        assertThat(stateAt(minute(3))).isEqualTo(Map.of(1L, 3L));
    }

    @Test
    void anEngineThatIsNotToldToKeepsNoPastStates() {
        StorageEngine forgetful = newEngine(OrderedSettings.DEFAULT);
        try (LocalDatastore without = LocalDatastore.on(forgetful).build()) {
            assertThatExceptionOfType(ReadTimeUnavailableException.class)
                    .isThrownBy(() -> without.begin(TransactionOptions.READ_ONLY.withReadTime(NOON)))
                    .withMessageContaining("keeps no past states")
                    .withMessageContaining("history(window, resolution)")
                    .satisfies(refused -> assertThat(refused.newest()).isNull());
        }
    }

    @Test
    void windowAndResolutionMustMakeSense() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OrderedSettings.DEFAULT.history(Duration.ofSeconds(-1), MINUTE))
                .withMessageContaining("PT-1S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OrderedSettings.DEFAULT.history(Duration.ofHours(1), Duration.ofNanos(1)))
                .withMessageContaining("PT0.000000001S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OrderedSettings.DEFAULT.history(Duration.ofDays(7), Duration.ofSeconds(1)))
                .withMessageContaining("20000");
    }
}
