package dev.kindred.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.index.CompositeIndex;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.InvalidValueException;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.plan.PhysicalIndex;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.store.ByteRange;
import dev.kindred.datastore.store.IndexRange;
import dev.kindred.datastore.store.IndexRow;
import dev.kindred.datastore.store.Scan;
import dev.kindred.datastore.store.ScanDirection;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.TransactionMode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Composite indexes: built beside writers, kept up to date, resumed, dropped; and never anything but a faster way to the same answer. */
abstract class CompositeIndexContract extends DatastoreScenario {

    private static final AtomicInteger kinds = new AtomicInteger();

    private final LocalDatastore local;
    private String kind = "";

    CompositeIndexContract(LocalDatastore datastore) {
        super(datastore);
        this.local = datastore;
    }

    @BeforeEach
    void takeANewKind() {
        kind = "Indexed" + kinds.incrementAndGet();
    }

    private CompositeIndex byCountryAndSize() {
        return CompositeIndex.on(kind, "country", "-size");
    }

    private void declare(CompositeIndex... indexes) {
        local.declareIndexes(List.of(indexes));
        local.buildIndexes(() -> false);
    }

    private Query largestOf(String country) {
        return Query.kind(kind)
                .filter(Filter.equal("country", Value.of(country)))
                .orderBy(Order.descending("size"));
    }

    private void store(long id, String country, long size) {
        datastore.put(Entity.builder(key(kind, id))
                .set("country", country)
                .set("size", size)
                .build());
    }

    private void storeSome(int count) {
        datastore.put(LongStream.rangeClosed(1, count)
                .mapToObj(id -> Entity.builder(key(kind, id))
                        .set("country", id % 3 == 0 ? "IT" : "FR")
                        .set("size", id * 7 % 11)
                        .build())
                .toList());
    }

    @Test
    void anIndexIsBuiltFromWhatIsThereAndGivesTheSameAnswer() {
        storeSome(1_300);
        List<Entity> before = datastore.run(largestOf("IT")).toList();

        declare(byCountryAndSize());

        assertThat(rows(byCountryAndSize())).hasSize(1_300);
        assertThat(datastore.run(largestOf("IT")).toList()).isEqualTo(before).hasSize(433);
        assertThat(datastore.run(largestOf("IT").limit(7).offset(5)).toList()).isEqualTo(before.subList(5, 12));
    }

    @Test
    void aDeclaredIndexFollowsEveryWrite() {
        declare(byCountryAndSize());

        store(1, "IT", 10);
        store(2, "IT", 20);
        store(3, "FR", 30);
        store(1, "IT", 30);
        store(2, "FR", 20);
        datastore.put(Entity.builder(key(kind, 4)).set("country", "IT").build());
        datastore.delete(key(kind, 3));

        assertThat(names(largestOf("IT"))).containsExactly("1");
        assertThat(names(largestOf("FR"))).containsExactly("2");
        assertThat(rows(byCountryAndSize())).hasSize(2);
    }

    @Test
    void rangesCursorsAndTheOppositeDirectionAreServedToo() {
        storeSome(200);
        Query query = Query.kind(kind)
                .filter(Filter.equal("country", Value.of("FR")))
                .filter("size", Operator.GREATER_THAN, Value.of(3))
                .filter("size", Operator.LESS_THAN_OR_EQUAL, Value.of(9))
                .orderBy(Order.ascending("size"));
        List<Entity> ascending = datastore.run(query).toList();

        declare(byCountryAndSize());

        assertThat(datastore.run(query).toList()).isEqualTo(ascending).hasSizeGreaterThan(50);
        List<Entity> paged = new ArrayList<>();
        QueryResults page = datastore.run(query.limit(3));
        while (page.hasNext()) {
            page.forEachRemaining(paged::add);
            page = datastore.run(query.limit(3).startAt(page.cursor()));
        }
        assertThat(paged).isEqualTo(ascending);
    }

    @Test
    void listsGetARowForEachCombinationUpToTheLimit() {
        declare(CompositeIndex.on(kind, "tags", "people"));

        datastore.put(Entity.builder(key(kind, 1))
                .set("tags", list(Value.of("a"), Value.of("b")))
                .set("people", longs(1, 2, 3))
                .build());

        assertThat(rows(CompositeIndex.on(kind, "tags", "people"))).hasSize(6);
    }

    private Entity explosive(long id, int tags, int people) {
        return Entity.builder(key(kind, id))
                .set("tags", longs(LongStream.range(0, tags).toArray()))
                .set("people", longs(LongStream.range(0, people).toArray()))
                .build();
    }

    @Test
    void anEntityThatWouldExplodeIsRefusedWhenItIsPut() {
        declare(CompositeIndex.on(kind, "tags", "people"), CompositeIndex.on(kind, "people", "-size"));

        datastore.put(explosive(1, 100, 197));
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> datastore.runInTransaction(transaction -> {
                    transaction.put(explosive(2, 100, 200));
                    throw new AssertionError("The put should have failed.");
                }))
                .withMessageContaining(
                        "Cannot save " + kind + "(2): it would have 20,000 rows in composite indexes and 300")
                .withMessageContaining("limit is 20,000 rows")
                .withMessageContaining("20,000 rows are in the index " + kind + "(tags, people)")
                .withMessageContaining("\"tags\" has 100 values, \"people\" has 200 values")
                .withMessageContaining("exclude one from indexes");
        assertThat(datastore.find(key(kind, 2))).isNull();
        assertThat(rows(CompositeIndex.on(kind, "tags", "people"))).hasSize(19_700);
        datastore.delete(key(kind, 1));
        assertThat(rows(CompositeIndex.on(kind, "tags", "people"))).isEmpty();
    }

    @Test
    void theBytesOfCompositeRowsAreLimitedToo() {
        declare(CompositeIndex.on(kind, "title", "tags"));

        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> datastore.put(Entity.builder(key(kind, 1))
                        .set("title", "x".repeat(1_500))
                        .set("tags", longs(LongStream.range(0, 1_400).toArray()))
                        .build()))
                .withMessageContaining("2,097,152 bytes");
        datastore.put(Entity.builder(key(kind, 1))
                .set("title", "x".repeat(1_500))
                .set("tags", longs(LongStream.range(0, 1_300).toArray()))
                .build());
    }

    @Test
    void equalValuesOfAListMakeOneRow() {
        declare(CompositeIndex.on(kind, "tags", "people"));

        datastore.put(Entity.builder(key(kind, 1))
                .set("tags", longs(new long[5_000]))
                .set("people", longs(new long[5_000]))
                .build());

        assertThat(rows(CompositeIndex.on(kind, "tags", "people"))).hasSize(1);
    }

    @Test
    void anEntityThatIsTooLargeForANewIndexStopsItsBuildingAndNothingElse() {
        CompositeIndex exploding = CompositeIndex.on(kind, "tags", "people");
        CompositeIndex harmless = CompositeIndex.on(kind, "country", "size");
        storeSome(700);
        datastore.put(explosive(650, 200, 200));

        declare(exploding, harmless);

        assertThat(local.indexes())
                .map(IndexStatus::state)
                .containsExactly(IndexStatus.State.FAILED, IndexStatus.State.BUILT);
        assertThat(local.indexes().get(0).problem())
                .contains("The composite index " + kind + "(tags, people) cannot be built, since " + kind
                        + "(650) would have 40,000 rows")
                .contains("declare no such index");
        assertThat(datastore.count(
                        Query.kind(kind).filter("tags =", Value.of(1)).orderBy("people")))
                .isEqualTo(1);
        assertThat(datastore
                        .explain(Query.kind(kind)
                                .filter("country =", Value.of("IT"))
                                .orderBy("size"))
                        .indexesUsed())
                .containsExactly(harmless.toString());
    }

    @Test
    void theEntityInTheWayCanBeMadeSmallerOrDeletedAndBuildingGoesOn() {
        CompositeIndex exploding = CompositeIndex.on(kind, "tags", "people");
        datastore.put(List.of(explosive(1, 200, 200), explosive(2, 200, 200), explosive(3, 2, 3)));
        declare(exploding);

        datastore.put(explosive(1, 2, 2));
        datastore.delete(key(kind, 2));
        assertThat(local.indexes().get(0).state()).isEqualTo(IndexStatus.State.FAILED);
        local.buildIndexes(() -> false);

        assertThat(local.indexes())
                .containsExactly(new IndexStatus(PhysicalIndex.definition(exploding), IndexStatus.State.BUILT, null));
        assertThat(rows(exploding)).hasSize(10);
    }

    @Test
    void anIndexThatWasNotDeclaredForAWhileIsBuiltAnew() {
        storeSome(10);
        declare(byCountryAndSize());
        declare();
        store(1, "ES", 1);
        datastore.delete(key(kind, 2));

        declare(byCountryAndSize());

        assertThat(rows(byCountryAndSize())).hasSize(9);
        assertThat(names(largestOf("ES"))).containsExactly("1");
    }

    @Test
    void aProcessThatDeclaresNothingKeepsTheIndexesOfTheStoreUpToDate() {
        declare(byCountryAndSize());
        LocalDatastore other =
                LocalDatastore.on(local.engine()).partition(local.partition()).build();

        other.put(
                Entity.builder(key(kind, 1)).set("country", "IT").set("size", 1).build());

        assertThat(rows(byCountryAndSize())).hasSize(1);
        assertThat(CompositeIndex.fromDictionaryName(kind, byCountryAndSize().dictionaryName()))
                .isEqualTo(byCountryAndSize());
    }

    @Test
    void buildingThatWasStoppedGoesOnWhereItWas() {
        storeSome(2_000);
        local.declareIndexes(List.of(byCountryAndSize()));
        local.buildIndexes(() -> !rows(byCountryAndSize()).isEmpty());
        int built = rows(byCountryAndSize()).size();
        store(5_000, "IT", 5);

        declare(byCountryAndSize());

        assertThat(built).isPositive().isLessThan(2_000);
        assertThat(rows(byCountryAndSize())).hasSize(2_001);
        assertThat(names(largestOf("IT"))).hasSize(667);
    }

    @Test
    void writersThatGoOnWhileAnIndexIsBuiltLoseNothing() throws InterruptedException {
        storeSome(1_500);
        AtomicBoolean done = new AtomicBoolean();
        CountDownLatch writing = new CountDownLatch(1);
        Thread writer = new Thread(() -> {
            for (long i = 0; !done.get(); i++) {
                store(i % 1_500 + 1, i % 2 == 0 ? "IT" : "FR", i);
                store(10_000 + i % 50, "IT", i);
                datastore.delete(key(kind, 10_000 + (i + 25) % 50));
                writing.countDown();
            }
        });
        writer.start();
        writing.await();

        declare(byCountryAndSize());
        done.set(true);
        writer.join();

        for (String country : List.of("IT", "FR")) {
            List<String> indexed = names(largestOf(country));
            long stored = datastore.run(Query.kind(kind)).toList().stream()
                    .filter(entity -> Value.of(country).equals(entity.value("country")))
                    .count();
            assertThat(indexed).hasSize((int) stored).doesNotHaveDuplicates();
        }
        assertThat(rows(byCountryAndSize())).hasSize((int) datastore.count(Query.kind(kind)));
    }

    /** The index's rows in the engine: a query never shows whether they are complete, since it does without. */
    private List<IndexRow> rows(CompositeIndex index) {
        List<IndexRow> rows = new ArrayList<>();
        try (StorageTransaction transaction = local.engine().begin(TransactionMode.READ_ONLY);
                Scan<IndexRow> scan = transaction.scanIndex(
                        new IndexRange(IndexRange.atPrefix(new byte[0]), null), ScanDirection.ASCENDING, 1_000)) {
            int number = local.names().find(index.dictionaryName());
            int kindNumber = local.names().find(index.kind());
            byte[] prefix = dev.kindred.datastore.index.IndexRows.propertyPrefix(
                    local.names().find(local.partition()), kindNumber, number);
            ByteRange range = ByteRange.startingWith(prefix);
            for (IndexRow row = scan.next(); row != null; row = scan.next()) {
                byte[] to = range.to();
                if (java.util.Arrays.compareUnsigned(row.prefix(), range.from()) >= 0
                        && (to == null || java.util.Arrays.compareUnsigned(row.prefix(), to) < 0)) {
                    rows.add(row);
                }
            }
        }
        return rows;
    }
}
