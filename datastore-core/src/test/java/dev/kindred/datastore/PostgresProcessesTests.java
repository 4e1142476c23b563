package dev.kindred.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.engine.postgres.PostgresEngine;
import dev.kindred.datastore.engine.postgres.TestServer;
import dev.kindred.datastore.index.CompositeIndex;
import dev.kindred.datastore.index.IndexRows;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.store.IndexRange;
import dev.kindred.datastore.store.IndexRow;
import dev.kindred.datastore.store.Scan;
import dev.kindred.datastore.store.ScanDirection;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.Together;
import dev.kindred.datastore.store.TransactionMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * Two processes on one store: two engines, for what a process remembers, it remembers for its engine. Whatever one of them does, the other must be right about it from then on, and not
 * only after a while.
 */
class PostgresProcessesTests {

    private final PostgresEngine.Builder engines = TestServer.engine();
    private final LocalDatastore one = process();
    private final LocalDatastore other = process();

    private LocalDatastore process() {
        return LocalDatastore.on(engines.build()).build();
    }

    @AfterEach
    void close() {
        one.close();
        other.close();
    }

    private static Key key(long id) {
        return Key.of("K", id);
    }

    private static Entity entity(long id, String country, long size) {
        return Entity.builder(key(id)).set("country", country).set("size", size).build();
    }

    private static List<Long> ids(EntityOperations operations, Query query) {
        return operations.run(query).toList().stream()
                .map(found -> found.key().id())
                .toList();
    }

    /** What two datastores on one engine promise. */
    @Nested
    class AsOneEngine extends SharedEngineContract {
        AsOneEngine() {
            super(one, other);
        }
    }

    @Nested
    class Names {

        @Test
        void anEntityOfAKindAndANamespaceThatTheOtherMadeIsFoundAtOnce() {
            for (int i = 1; i <= 5; i++) {
                Key key = one.partition().withNamespace("n" + i).key("Kind" + i, 1);
                Query query = Query.kind("Kind" + i).namespace("n" + i).filter("p" + i, Operator.EQUAL, Value.of(i));
                assertThat(other.find(key)).isNull();
                assertThat(ids(other, query)).isEmpty();

                one.put(Entity.builder(key).set("p" + i, i).set("q" + i, "more").build());

                assertThat(ids(other, query)).containsExactly(1L);
                assertThat(other.get(key)).isEqualTo(one.get(key));
                assertThat(other.metadata().namespace("n" + i).kinds()).containsExactly("Kind" + i);
                assertThat(other.metadata()
                                .namespace("n" + i)
                                .statistics("Kind" + i)
                                .entities())
                        .isEqualTo(1);
            }
        }

        @Test
        void aProcessThatStoredTheFirstSeveralValuesDoesNotCollideWithItself() {
            one.put(entity(1, "IT", 1));
            one.put(Entity.builder(key(2))
                    .set("tags", List.of(Value.of("a"), Value.of("b")))
                    .build());

            try (Transaction next = one.begin(TransactionOptions.DEFAULT)) {
                next.put(next.get(key(1)).toBuilder().set("size", 2).build());
                next.commit();
            }

            assertThat(ids(one, Query.kind("K").filter("size", Operator.EQUAL, Value.of(2))))
                    .containsExactly(1L);
        }

        @Test
        void aTransactionThatOnlyReadsDoesNotSeeWhatTheOtherMadeSinceItBegan() {
            one.put(entity(1, "IT", 1));
            try (Transaction reading = other.begin(TransactionOptions.READ_ONLY)) {
                assertThat(reading.find(key(1))).isNotNull();

                one.put(Entity.builder(Key.of("New", 2)).set("p", 1).build());

                assertThat(ids(reading, Query.kind("New"))).isEmpty();
                assertThat(reading.find(Key.of("New", 2))).isNull();
            }
            assertThat(ids(other, Query.kind("New"))).containsExactly(2L);
        }

        @Test
        void indexRowsOfAnEntityThatTheOtherStoredGoWithIt() {
            one.put(Entity.builder(key(1))
                    .set("a", Value.of(1))
                    .set("b", Value.of(2))
                    .build());
            other.get(key(1));
            Entity nested = Entity.builder(key(2))
                    .set("a", new Value.EntityValue(null, Map.of("b", Property.of(Value.of(7)))))
                    .build();
            one.put(nested);
            assertThat(ids(one, Query.kind("K").filter("a.b =", Value.of(7)))).containsExactly(2L);

            other.delete(key(2));
            other.delete(key(1));

            assertThat(indexRows(one, new byte[0])).isEmpty();
        }

        @Test
        void aPropertyThatTheOtherMakesMultiValuedBetweenPlanningAndReadingIsReadAsSuch() {
            one.put(List.of(entity(1, "IT", 1), entity(2, "IT", 5)));
            Query above = Query.kind("K").filter("size", Operator.GREATER_THAN_OR_EQUAL, Value.of(1));
            assertThat(ids(other, above)).containsExactly(1L, 2L);
            QueryResults planned = other.run(above);

            one.put(Entity.builder(key(3))
                    .set("size", DatastoreScenario.longs(1, 3, 9))
                    .build());

            assertThat(planned.toList()).map(found -> found.key().id()).containsExactly(1L, 3L, 2L);
        }
    }

    @Nested
    class Indexes {

        private final CompositeIndex index = CompositeIndex.on("K", "country", "-size");
        private final CompositeIndex second = CompositeIndex.on("K", "size", "country");

        private Query largestOf(String country) {
            return Query.kind("K")
                    .filter(Filter.equal("country", Value.of(country)))
                    .orderBy(Order.descending("size"));
        }

        @Test
        void whatOneDeclaresTheOtherKeepsUpToDateAndUses() {
            other.put(entity(1, "IT", 1));
            assertThat(ids(other, largestOf("IT"))).containsExactly(1L);

            one.declareIndexes(List.of(index));
            other.put(entity(2, "IT", 2));
            other.put(List.of(entity(1, "FR", 1), entity(3, "IT", 3)));
            other.delete(key(3));

            assertThat(rows(index)).isEqualTo(2);
            one.buildIndexes(() -> false);
            assertThat(other.explain(largestOf("IT")).indexesUsed()).containsExactly(index.toString());
            assertThat(ids(other, largestOf("IT"))).containsExactly(2L);
        }

        @Test
        void aCommitThatHadBegunBeforeTheDeclarationConflictsOrHasTheRows() {
            one.put(entity(1, "IT", 1));
            other.find(key(1));
            int conflicts = 0;
            for (int i = 0; i < 20; i++) {
                Transaction begun = other.begin(TransactionOptions.DEFAULT);
                begun.find(key(1));
                begun.put(entity(1, "IT", i + 2));
                one.declareIndexes(i % 2 == 0 ? List.of(index) : List.of());
                one.buildIndexes(() -> false);
                try {
                    begun.commit();
                } catch (ConcurrentTransactionException e) {
                    conflicts++;
                }
                if (i % 2 == 0) {
                    assertThat(rows(index)).as("run %d", i).isEqualTo(1);
                    assertThat(ids(one, largestOf("IT"))).containsExactly(1L);
                }
            }
            assertThat(conflicts).isPositive();
        }

        @Test
        void anIndexIsKeptAsLongAsAProcessThatLivesDeclaresIt() {
            one.declareIndexes(List.of(index));
            one.buildIndexes(() -> false);
            other.declareIndexes(List.of(second));
            other.buildIndexes(() -> false);

            one.put(entity(1, "IT", 1));
            other.put(entity(2, "IT", 2));
            assertThat(rows(index)).isEqualTo(2);
            assertThat(rows(second)).isEqualTo(2);
            assertThat(other.explain(largestOf("IT")).indexesUsed()).containsExactly(index.toString());

            one.close();
            other.declareIndexes(List.of(second));

            assertThat(other.indexes()).hasSize(1);
            other.put(entity(3, "IT", 3));
            assertThat(rows(second)).isEqualTo(3);
            assertThat(ids(other, largestOf("IT"))).containsExactly(3L, 2L, 1L);
        }

        @Test
        void anIndexThatTheOtherTookAwayIsNotReadAnyMore() {
            one.declareIndexes(List.of(index));
            one.buildIndexes(() -> false);
            one.put(entity(1, "IT", 1));
            assertThat(ids(other, largestOf("IT"))).containsExactly(1L);

            one.declareIndexes(List.of());
            one.put(entity(2, "IT", 2));

            assertThat(ids(other, largestOf("IT"))).containsExactly(2L, 1L);
            other.put(entity(1, "FR", 1));
            one.declareIndexes(List.of(index));
            one.buildIndexes(() -> false);
            assertThat(ids(other, largestOf("IT"))).containsExactly(2L);
            assertThat(rows(index)).isEqualTo(2);
        }

        @Test
        void aSnapshotFromBeforeTheBuildingIsNotReadByTheIndex() {
            other.put(List.of(entity(1, "IT", 1), entity(2, "IT", 2)));
            try (Transaction reading = other.begin(TransactionOptions.READ_ONLY)) {
                assertThat(ids(reading, Query.kind("K"))).containsExactly(1L, 2L);

                one.declareIndexes(List.of(index));
                one.buildIndexes(() -> false);
                one.put(entity(3, "IT", 3));
                assertThat(ids(other, largestOf("IT"))).containsExactly(3L, 2L, 1L);

                assertThat(ids(reading, largestOf("IT"))).containsExactly(2L, 1L);
                assertThat(reading.explain(largestOf("IT")).indexesUsed()).isNotEqualTo(List.of(index.toString()));
            }
        }

        @Test
        void bothBuildAtOnceBesideWritersOfBoth() {
            one.put(LongStream.rangeClosed(1, 1_600)
                    .mapToObj(id -> entity(id, id % 3 == 0 ? "IT" : "FR", id))
                    .toList());
            // Rows of an earlier declaration, which one may still clear when the other builds.
            one.declareIndexes(List.of(index));
            one.buildIndexes(() -> false);
            one.declareIndexes(List.of());
            AtomicInteger part = new AtomicInteger();
            AtomicBoolean built = new AtomicBoolean();

            Together.call(4, () -> {
                int me = part.getAndIncrement();
                LocalDatastore mine = me % 2 == 0 ? one : other;
                if (me < 2) {
                    mine.declareIndexes(List.of(index));
                    mine.buildIndexes(() -> false);
                    built.set(true);
                } else {
                    Random random = new Random(me);
                    while (!built.get()) {
                        long id = random.nextInt(1_600) + 1;
                        if (random.nextInt(5) == 0) {
                            mine.delete(key(id));
                        } else {
                            mine.put(entity(id, random.nextBoolean() ? "IT" : "FR", random.nextInt(1_000)));
                        }
                    }
                }
                return null;
            });

            assertThat(one.indexes().get(0).state()).isEqualTo(IndexStatus.State.BUILT);
            assertThat(other.indexes()).isEqualTo(one.indexes());
            assertThat(rows(index)).isEqualTo((int) one.count(Query.kind("K")));
            for (String country : List.of("IT", "FR")) {
                assertThat(ids(other, largestOf(country)))
                        .hasSize((int) one.count(Query.kind("K").filter("country", Operator.EQUAL, Value.of(country))));
            }
        }

        private int rows(CompositeIndex wanted) {
            return indexRows(
                            other,
                            IndexRows.propertyPrefix(
                                    other.names().find(other.partition()),
                                    other.names().find("K"),
                                    number(wanted.dictionaryName())))
                    .size();
        }

        private int number(String name) {
            try (StorageTransaction snapshot = other.engine().begin(TransactionMode.READ_ONLY)) {
                return other.names().within(snapshot).find(name);
            }
        }
    }

    @Nested
    class Ids {

        @Test
        void anIdThatTheOtherReservedIsNotAssignedFromABlockTakenBefore() {
            Key incomplete = one.partition().incompleteKey("K");
            long last = one.put(Entity.builder(incomplete).build()).id();
            Set<Key> reserved = new HashSet<>();
            for (int i = 1; i <= 30; i++) {
                reserved.add(key(next(last, i)));
            }

            other.reserveIds(reserved);

            Set<Key> assigned = new HashSet<>();
            for (int i = 0; i < 20; i++) {
                assigned.add(one.put(Entity.builder(incomplete).build()));
                assigned.addAll(one.allocateIds(List.of(incomplete, incomplete)));
            }
            assertThat(assigned).hasSize(60).doesNotContainAnyElementsOf(reserved);
        }

        @Test
        void aTransactionWithAnIdThatWasReservedInTheMeantimeConflicts() {
            Key incomplete = one.partition().incompleteKey("K");
            Transaction transaction = one.begin(TransactionOptions.DEFAULT);
            Key given = transaction.put(Entity.builder(incomplete).build());

            other.reserveIds(List.of(given));

            assertThatExceptionOfType(ConcurrentTransactionException.class)
                    .isThrownBy(transaction::commit)
                    .withMessageContaining("reserved ids");
            assertThat(one.put(Entity.builder(incomplete).build())).isNotEqualTo(given);
        }

        /** The id whose count is so much greater: automatic ids are counts with their bits reversed. */
        private static long next(long id, int more) {
            long count = Long.reverse(id - (1L << 52) << 13);
            return (1L << 52) + (Long.reverse(count + more) >>> 13);
        }
    }

    private static List<IndexRow> indexRows(LocalDatastore datastore, byte[] prefix) {
        List<IndexRow> rows = new ArrayList<>();
        IndexRange range = prefix.length == 0
                ? new IndexRange(IndexRange.atPrefix(prefix), null)
                : IndexRange.startingWith(prefix);
        try (StorageTransaction snapshot = datastore.engine().begin(TransactionMode.READ_ONLY);
                Scan<IndexRow> scan = snapshot.scanIndex(range, ScanDirection.ASCENDING, 1_000)) {
            for (IndexRow row = scan.next(); row != null; row = scan.next()) {
                rows.add(row);
            }
        }
        return rows;
    }
}
