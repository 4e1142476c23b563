package dev.kindred.datastore.engine.ordered;

import static dev.kindred.datastore.store.Writes.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.store.EntityRow;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.Together;
import dev.kindred.datastore.store.TransactionMode;
import dev.kindred.datastore.store.Writes;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EntityCacheTests {

    @Test
    void aRowThatWasReadIsServedAgainWithoutTheStore() {
        try (StorageEngine engine = engine(1 << 20)) {
            new Writes().put("a", "1").in(engine);
            engine.close();
            engine.open();

            read(engine, "a");
            assertThat(details(engine)).containsEntry("cacheHits", 0L).containsEntry("cacheMisses", 1L);
            assertThat(read(engine, "a")).isEqualTo("1");
            assertThat(details(engine)).containsEntry("cacheHits", 1L).containsEntry("cacheMisses", 1L);
        }
    }

    @Test
    void aRowThatWasWrittenIsServedWithoutTheStore() {
        try (StorageEngine engine = engine(1 << 20)) {
            new Writes().put("a", "1").in(engine);

            assertThat(read(engine, "a")).isEqualTo("1");
            assertThat(details(engine)).containsEntry("cacheHits", 1L).containsEntry("cacheMisses", 0L);
        }
    }

    @Test
    void aDeletedRowIsNotServed() {
        try (StorageEngine engine = engine(1 << 20)) {
            new Writes().put("a", "1").in(engine);
            new Writes().delete("a").in(engine);

            assertThat(read(engine, "a")).isNull();
            assertThat(details(engine)).containsEntry("cacheBytes", 0L);
        }
    }

    @Test
    void aReaderThatIsLateDoesNotBringTheOldRowBack() {
        try (StorageEngine engine = engine(1 << 20)) {
            new Writes().put("a", "old").in(engine);
            new Writes().put("b", "old").in(engine);
            engine.close();
            engine.open();
            try (StorageTransaction late = engine.begin(TransactionMode.READ_ONLY)) {
                new Writes().put("a", "new").delete("b").in(engine);

                assertThat(Writes.text(late.get(bytes("a")).record())).isEqualTo("old");
                assertThat(Writes.text(late.get(bytes("b")).record())).isEqualTo("old");
                assertThat(late.getAll(List.of(bytes("a"), bytes("b"))))
                        .allSatisfy(row -> assertThat(Writes.text(row.record())).isEqualTo("old"));
            }

            assertThat(read(engine, "a")).isEqualTo("new");
            assertThat(read(engine, "b")).isNull();
        }
    }

    @Test
    void staysWithinItsBytes() {
        try (StorageEngine engine = engine(100_000)) {
            for (int i = 0; i < 5_000; i++) {
                new Writes().put("key" + i, "x".repeat(i % 500)).in(engine);
                if (i % 3 == 0) {
                    read(engine, "key" + i / 2);
                }
                assertThat((Long) details(engine).get("cacheBytes")).isBetween(0L, 100_000L);
            }
            assertThat((Long) details(engine).get("cacheBytes")).isGreaterThan(50_000L);
        }
    }

    @Test
    void aRowThatIsReadAgainAndAgainSurvivesAFloodOfOthers() {
        try (StorageEngine engine = engine(100_000)) {
            new Writes().put("hot", "1").in(engine);
            for (int i = 0; i < 5_000; i++) {
                new Writes().put("cold" + i, "x".repeat(100)).in(engine);
                read(engine, "hot");
            }

            assertThat((Long) details(engine).get("cacheHits")).isGreaterThan(4_900);
        }
    }

    @Test
    void pairsWrittenTogetherAreNeverTornWhileRowsAreEvicted() {
        long seed = System.nanoTime();
        // Room for about a third of the rows, in few slots, so that they collide.
        StorageEngine engine = engine(64 * 170 / 3);
        AtomicInteger threads = new AtomicInteger();
        List<String> torn = Together.call(4, () -> {
            int thread = threads.incrementAndGet();
            Random random = new Random(seed + thread);
            for (int i = 0; i < 20_000; i++) {
                int pair = random.nextInt(32);
                if (random.nextInt(8) == 0) {
                    Writes writes = new Writes();
                    String value = thread + "." + i;
                    if (random.nextInt(4) == 0) {
                        writes.delete("left" + pair).delete("right" + pair);
                    } else {
                        writes.put("left" + pair, value).put("right" + pair, value);
                    }
                    writes.in(engine);
                } else {
                    try (StorageTransaction reader = engine.begin(TransactionMode.READ_ONLY)) {
                        String left = text(reader.get(bytes("left" + pair)));
                        String right = text(reader.get(bytes("right" + pair)));
                        if (!left.equals(right)) {
                            return left + " beside " + right;
                        }
                    }
                }
            }
            return "none";
        });

        assertThat(torn).as("seed %d", seed).containsOnly("none");
        assertThat((Long) details(engine).get("cacheHits")).isPositive();
        assertThat((Long) details(engine).get("cacheMisses")).isPositive();
        engine.close();
    }

    private static String text(EntityRow row) {
        return row == null ? "nothing" : Writes.text(row.record()) + "@" + row.version();
    }

    private static StorageEngine engine(long cacheBytes) {
        return new MemoryEngine(OrderedSettings.DEFAULT.cacheBytes(cacheBytes));
    }

    private static String read(StorageEngine engine, String key) {
        try (StorageTransaction reader = engine.begin(TransactionMode.READ_ONLY)) {
            EntityRow row = reader.get(bytes(key));
            return row == null ? null : Writes.text(row.record());
        }
    }

    private static Map<String, Object> details(StorageEngine engine) {
        return engine.status().details();
    }
}
