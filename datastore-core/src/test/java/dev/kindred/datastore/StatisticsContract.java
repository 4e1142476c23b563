package dev.kindred.datastore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.codec.ByteReader;
import dev.kindred.datastore.codec.OrderedCodec;
import dev.kindred.datastore.index.CompositeIndex;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.store.ByteRange;
import dev.kindred.datastore.store.Changes;
import dev.kindred.datastore.store.CounterChange;
import dev.kindred.datastore.store.CounterRow;
import dev.kindred.datastore.store.EntityRow;
import dev.kindred.datastore.store.IndexRange;
import dev.kindred.datastore.store.IndexRow;
import dev.kindred.datastore.store.Scan;
import dev.kindred.datastore.store.ScanDirection;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.Together;
import dev.kindred.datastore.store.TransactionMode;
import dev.kindred.datastore.transaction.StoredNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is said of how much there is, compared with counting every row. */
abstract class StatisticsContract {

    private final StorageEngine engine;
    private final LocalDatastore datastore;

    StatisticsContract(StorageEngine engine) {
        this.engine = engine;
        this.datastore = LocalDatastore.on(engine).build();
    }

    @AfterEach
    void closeItsEngine() {
        engine.close();
    }

    /** Namespace and kind: entities, their bytes, index rows, their bytes; by looking at every row. */
    private Map<String, List<Long>> recount() {
        StoredNames names = datastore.names();
        Map<String, long[]> sums = new TreeMap<>();
        try (StorageTransaction snapshot = engine.begin(TransactionMode.READ_ONLY)) {
            try (Scan<EntityRow> rows =
                    snapshot.scanEntities(new ByteRange(new byte[] {1}, null), ScanDirection.ASCENDING, 1_000)) {
                for (EntityRow row = rows.next(); row != null; row = rows.next()) {
                    Key key = OrderedCodec.readEntityKey(row.key(), names);
                    long[] sum = sums.computeIfAbsent(key.namespace() + ":" + key.kind(), each -> new long[4]);
                    sum[0]++;
                    sum[1] += row.key().length + row.record().length;
                }
            }
            IndexRange all = new IndexRange(IndexRange.atPrefix(new byte[0]), null);
            try (Scan<IndexRow> rows = snapshot.scanIndex(all, ScanDirection.ASCENDING, 1_000)) {
                for (IndexRow row = rows.next(); row != null; row = rows.next()) {
                    ByteReader prefix = new ByteReader(row.prefix());
                    Partition partition = names.partition(prefix.getNumber());
                    String kind = names.name(prefix.getNumber());
                    long[] sum = sums.computeIfAbsent(partition.namespace() + ":" + kind, each -> new long[4]);
                    sum[2]++;
                    sum[3] += row.prefix().length + row.key().length;
                }
            }
        }
        Map<String, List<Long>> counted = new TreeMap<>();
        sums.forEach((name, sum) -> counted.put(name, Arrays.stream(sum).boxed().toList()));
        return counted;
    }

    private Map<String, List<Long>> said() {
        Map<String, List<Long>> said = new TreeMap<>();
        for (KindStatistics each : datastore.metadata().statistics()) {
            said.put(
                    each.namespace() + ":" + each.kind(),
                    List.of(each.entities(), each.entityBytes(), each.indexRows(), each.indexBytes()));
        }
        return said;
    }

    private static Entity city(long id, String name) {
        return Entity.builder(Key.of("City", id))
                .set("name", name)
                .set("size", id)
                .build();
    }

    @Test
    void anEmptyStoreHasNothing() {
        assertThat(datastore.metadata().statistics()).isEmpty();
        assertThat(datastore.metadata().statistics("City")).isEqualTo(new KindStatistics("", "City", 0, 0, 0, 0));
    }

    @Test
    void theCounterOfAKindIsAsThePageShows() throws IOException {
        datastore.put(Entity.builder(Key.of("City", 17))
                .set("name", "Rome")
                .set("population", 2_873_000)
                .build());

        String page = Files.readString(Path.of("..", "docs", "formats", "entity-records.md"));
        try (StorageTransaction snapshot = engine.begin(TransactionMode.READ_ONLY)) {
            assertThat(snapshot.counters(ByteRange.startingWith(new byte[] {'s'})))
                    .singleElement()
                    .satisfies(row -> {
                        long[] numbers = row.values();
                        assertThat(row.key())
                                .containsExactly('s', 1, datastore.names().find("City"));
                        assertThat(page)
                                .contains(String.format(
                                        "%d entity, %d bytes; %d index rows, %d bytes",
                                        numbers[0], numbers[1], numbers[2], numbers[3]));
                    });
        }
    }

    @Test
    void everyKindOfWriteIsCounted() {
        datastore.put(List.of(city(1, "Rome"), city(2, "Ostia")));
        datastore.insert(List.of(city(3, "Milan")));
        datastore.put(Entity.builder(Key.incomplete("City")).set("name", "New").build());

        KindStatistics before = datastore.metadata().statistics("City");
        assertThat(before.entities()).isEqualTo(4);
        assertThat(before.indexRows()).isEqualTo(3 * 3 + 2);
        assertThat(said()).isEqualTo(recount());

        datastore.update(List.of(city(2, "Nuova Ostia")));
        datastore.put(city(1, "Rome"));
        KindStatistics after = datastore.metadata().statistics("City");
        assertThat(after.indexRows()).isEqualTo(before.indexRows());
        assertThat(after.indexBytes()).isEqualTo(before.indexBytes() + 6);
        assertThat(said()).isEqualTo(recount());

        datastore.delete(List.of(Key.of("City", 1), Key.of("City", 9)));
        assertThat(datastore.metadata().statistics("City").entities()).isEqualTo(3);
        assertThat(said()).isEqualTo(recount());
    }

    @Test
    void kindsAndNamespacesAreApartAndSortedAndGoneWithTheirLastEntity() {
        Partition n = datastore.partition().withNamespace("n");
        datastore.put(List.of(
                city(1, "Rome"),
                Entity.builder(Key.of("City", 1).child("Part", 1)).build(),
                Entity.builder(n.key("City", 1)).build(),
                Entity.builder(n.key("Area", 1)).build()));
        LocalDatastore other =
                LocalDatastore.on(engine).partition(new Partition("other", "")).build();
        other.put(Entity.builder(other.partition().key("City", 1)).build());

        assertThat(datastore.metadata().statistics())
                .extracting(each -> each.namespace() + ":" + each.kind())
                .containsExactly(":City", ":Part", "n:Area", "n:City");
        assertThat(datastore.metadata().namespace("n").statistics("City").entities())
                .isEqualTo(1);
        assertThat(other.metadata().statistics()).hasSize(1);

        datastore.delete(List.of(Key.of("City", 1), n.key("Area", 1)));
        assertThat(datastore.metadata().statistics())
                .extracting(each -> each.namespace() + ":" + each.kind())
                .containsExactly(":Part", "n:City");
    }

    @Test
    void whatIsRolledBackOrFailsIsNotCounted() {
        datastore.put(city(1, "Rome"));
        Map<String, List<Long>> before = said();
        try (Transaction transaction = datastore.begin(TransactionOptions.DEFAULT)) {
            transaction.put(city(2, "Ostia"));
            transaction.delete(Key.of("City", 1));
        }
        try {
            datastore.insert(List.of(city(3, "Milan"), city(1, "again")));
        } catch (EntityExistsException expected) {
            assertThat(expected.key()).isEqualTo(Key.of("City", 1));
        }

        assertThat(said()).isEqualTo(before).isEqualTo(recount());
    }

    @Test
    void aDottedPropertyAndANestedOneOfTheSameNameCountOnce() {
        Value rome = new Value.EntityValue(null, Map.of("b", Property.of(Value.of("Rome"))));
        Value ostia = new Value.EntityValue(null, Map.of("b", Property.of(Value.of("Ostia"))));
        Key key = Key.of("K", 1);
        List<Entity> states = List.of(
                Entity.builder(key).set("a", rome).set("a.b", "Rome").build(),
                Entity.builder(key).set("a", ostia).set("a.b", "Rome").build(),
                Entity.builder(key).set("a", rome).set("a.b", "Rome").build(),
                Entity.builder(key).set("a.b", "Rome").build(),
                Entity.builder(key).set("a", rome).build());

        for (Entity state : states) {
            datastore.put(state);
            assertThat(said()).as("after %s", state).isEqualTo(recount());
        }
    }

    /** A store of an earlier version of the library: rows, and neither counters nor the row that vouches for them. */
    @Test
    void aStoreFromBeforeThereWereStatisticsIsCountedOnceBesideWrites() {
        datastore.put(List.of(city(1, "Rome"), city(2, "Ostia"), city(3, "Milan")));
        forgetCounters();
        datastore.put(city(4, "Turin"));
        datastore.delete(Key.of("City", 1));
        AtomicBoolean counted = new AtomicBoolean();
        AtomicInteger threads = new AtomicInteger();

        Together.call(3, () -> {
            int thread = threads.getAndIncrement();
            if (thread == 0) {
                assertThat(said()).containsKey(":City");
                counted.set(true);
            } else {
                for (int i = 0; i < 20 || !counted.get(); i++) {
                    datastore.put(city(thread * 1_000L + i % 500, "x".repeat(i % 7)));
                    datastore.delete(Key.of("City", thread * 1_000L + i % 500 - 3));
                }
            }
            return true;
        });

        assertThat(said()).isEqualTo(recount());
        LocalDatastore again = LocalDatastore.on(engine).build();
        assertThat(again.metadata().statistics("City"))
                .isEqualTo(datastore.metadata().statistics("City"));
    }

    private void forgetCounters() {
        try (StorageTransaction transaction = engine.begin(TransactionMode.READ_WRITE)) {
            List<CounterChange> negative = new ArrayList<>();
            for (CounterRow row : transaction.counters(ByteRange.startingWith(new byte[0]))) {
                long[] deltas =
                        Arrays.stream(row.values()).map(number -> -number).toArray();
                negative.add(new CounterChange(row.key(), deltas));
            }
            List<byte[]> marker = List.of(new byte[] {0, 't'});
            transaction.commit(new Changes(List.of(), marker, List.of(), List.of(), List.of(), negative));
        }
    }

    @Test
    void compositeIndexesCountWhileTheyAreBuiltAndWhenTheyAreGivenUp() {
        CompositeIndex index = CompositeIndex.on("City", "name", "-size");
        for (int id = 1; id <= 30; id++) {
            datastore.put(city(id, "n" + id % 3));
        }
        datastore.declareIndexes(List.of(index));
        // Some entities have rows of the index by now, others do not.
        for (int id = 1; id <= 10; id++) {
            datastore.put(city(id, "changed" + id));
        }
        datastore.put(city(5, "twice"));
        datastore.delete(List.of(Key.of("City", 6), Key.of("City", 20)));
        datastore.put(city(40, "new"));
        assertThat(said()).as("not built").isEqualTo(recount());

        datastore.buildIndexes(() -> false);
        assertThat(said()).as("built").isEqualTo(recount());
        datastore.put(city(7, "after"));
        datastore.delete(Key.of("City", 8));
        assertThat(said()).as("in use").isEqualTo(recount());

        datastore.declareIndexes(List.of());
        datastore.put(city(9, "no longer kept"));
        datastore.delete(Key.of("City", 10));
        assertThat(said()).as("given up").isEqualTo(recount());

        datastore.declareIndexes(List.of(index));
        datastore.put(city(9, "kept again"));
        datastore.put(city(11, "over rows that were left"));
        datastore.put(city(10, "changed10"));
        datastore.delete(Key.of("City", 12));
        assertThat(said()).as("declared again").isEqualTo(recount());
        datastore.buildIndexes(() -> false);
        assertThat(said()).as("built again").isEqualTo(recount());
    }

    @Test
    void whateverHappensTheCountersAgreeWithTheRows() {
        long seed = Long.getLong("kindred.random.seed", System.nanoTime());
        CompositeIndex first = CompositeIndex.on("K0", "p", "-q");
        CompositeIndex second = CompositeIndex.on("K1", "q", "p");
        List<List<CompositeIndex>> declared =
                List.of(List.of(), List.of(first, second), List.of(second), List.of(second, first));
        for (int round = 0; round < declared.size(); round++) {
            AtomicInteger threads = new AtomicInteger();
            long roundSeed = seed + 31L * round;
            datastore.declareIndexes(declared.get(round));

            Together.call(4, () -> {
                int thread = threads.getAndIncrement();
                if (thread == 0) {
                    datastore.buildIndexes(() -> false);
                    return true;
                }
                Random random = new Random(roundSeed + thread);
                for (int step = 0; step < 60; step++) {
                    randomWrite(random);
                }
                return true;
            });

            assertThat(said()).as("seed %d, round %d", seed, round).isEqualTo(recount());
        }
    }

    private void randomWrite(Random random) {
        List<Entity> entities = new ArrayList<>();
        List<Key> deleted = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            Key key = datastore
                    .partition()
                    .withNamespace(random.nextBoolean() ? "" : "n")
                    .key("K" + random.nextInt(3), 1 + random.nextInt(12));
            if (random.nextInt(4) == 0) {
                deleted.add(key);
            } else {
                entities.add(randomEntity(random.nextInt(5) == 0 ? key.incompleteChild("K0") : key, random));
            }
        }
        if (random.nextBoolean()) {
            datastore.put(entities);
            datastore.delete(deleted);
        } else {
            datastore.runInTransaction(TransactionOptions.DEFAULT.withAttempts(100), transaction -> {
                transaction.delete(deleted);
                transaction.put(entities);
                transaction.delete(deleted.subList(0, deleted.size() / 2));
                return null;
            });
        }
    }

    private static Entity randomEntity(Key key, Random random) {
        Entity.Builder entity = Entity.builder(key);
        for (String property : List.of("p", "q", "r", "e.x")) {
            Value value = randomValue(random);
            if (random.nextInt(3) > 0) {
                entity.set(property, value);
            } else if (random.nextBoolean()) {
                entity.setUnindexed(property, value);
            }
        }
        if (random.nextBoolean()) {
            entity.set("e", new Value.EntityValue(null, Map.of("x", Property.of(randomValue(random)))));
        }
        return entity.build();
    }

    private static Value randomValue(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> Value.NULL;
            case 1 -> Value.of("s" + random.nextInt(3));
            case 2 ->
                Value.of(List.of(
                        Value.of(random.nextInt(3)), Value.of(random.nextInt(3)), Value.of("s" + random.nextInt(2))));
            default -> Value.of(random.nextInt(3));
        };
    }
}
