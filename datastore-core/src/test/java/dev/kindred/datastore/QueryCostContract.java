package dev.kindred.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.kindred.datastore.index.CompositeIndex;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.ExecutionStatistics;
import dev.kindred.datastore.query.IndexDefinition;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.query.SortLimitException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What queries read and hold, in rows. Time is for benchmarks; rows are the same on every machine. */
abstract class QueryCostContract extends DatastoreScenario {

    private static final int COUNT = 4_000;

    private final LocalDatastore local;

    QueryCostContract(LocalDatastore datastore) {
        super(datastore);
        this.local = datastore;
    }

    /** Stores entities of a kind, unless an earlier test did. */
    private void store(String kind, LongFunction<Entity.Builder> entity) {
        if (datastore.count(Query.kind(kind).limit(1)) == 0) {
            List<Entity> batch = new ArrayList<>();
            for (long id = 1; id <= COUNT; id++) {
                batch.add(entity.apply(id).build());
                if (batch.size() == 500) {
                    datastore.put(batch);
                    batch.clear();
                }
            }
        }
    }

    @BeforeEach
    void storeItems() {
        store("Item", id -> Entity.builder(key("Item", id))
                .set("n", id)
                .set("half", id % 2)
                .set("group", id % 4)
                .set("shuffled", id * 7_919 % COUNT));
    }

    /** Entities with two properties, each of which is 1 for some of them. */
    private void storePairs(String kind, LongPredicate left, LongPredicate right) {
        store(kind, id -> Entity.builder(key(kind, id))
                .set("left", left.test(id) ? 1 : 0)
                .set("right", right.test(id) ? 1 : 0));
    }

    private Query both(String kind) {
        return Query.kind(kind).filter("left =", Value.of(1)).filter("right =", Value.of(1));
    }

    private ExecutionStatistics cost(Query query) {
        return datastore.analyze(query).statistics();
    }

    private LocalDatastore sortingAtMost(int rows) {
        return LocalDatastore.on(local.engine())
                .partition(local.partition())
                .maxSortRows(rows)
                .build();
    }

    @Test
    void anOffsetReadsNoEntities() {
        ExecutionStatistics cost =
                cost(Query.kind("Item").orderBy("n").offset(3_000).limit(20));

        assertThat(cost.resultsReturned()).isEqualTo(20);
        assertThat(cost.entitiesRead()).isEqualTo(20);
        assertThat(cost.indexRowsRead()).isEqualTo(3_020);
    }

    @Test
    void countingReadsIndexRowsOnly() {
        ExecutionStatistics cost =
                cost(Query.kind("Item").filter("half =", Value.of(1)).keysOnly());

        assertThat(cost.resultsReturned()).isEqualTo(COUNT / 2);
        assertThat(cost.indexRowsRead()).isEqualTo(COUNT / 2);
        assertThat(cost.entitiesRead()).isZero();
        assertThat(cost.probes()).isZero();
    }

    @Test
    void aPageOfAnOrderReadsAPage() {
        ExecutionStatistics cost = cost(Query.kind("Item").orderBy("n").limit(20));

        assertThat(cost.rowsReadPerResult()).isEqualTo(2);
        assertThat(cost.peakRowsHeld()).isLessThanOrEqualTo(20);
    }

    @Test
    void aPageFarBehindACursorReadsAPageToo() {
        Query byValue = Query.kind("Item").orderBy("-shuffled");
        QueryResults first = datastore.run(byValue.limit(3_500).keysOnly());
        first.forEachRemaining(entity -> {});

        ExecutionStatistics cost = cost(byValue.startAt(first.cursor()).limit(20));

        assertThat(cost.resultsReturned()).isEqualTo(20);
        assertThat(cost.rowsRead()).isLessThan(50);
    }

    @Test
    void allResultsAreReadInBatchesWhateverTheirNumber() {
        ExecutionStatistics cost = cost(Query.kind("Item").orderBy("n"));

        assertThat(cost.resultsReturned()).isEqualTo(COUNT);
        assertThat(cost.peakRowsHeld()).isLessThanOrEqualTo(256);
    }

    @Test
    void aSortedPageHoldsAPageWhateverMatches() {
        Query twoOrders = Query.kind("Item").orderBy("half").orderBy("shuffled");
        Query rangeInKeyOrder = Query.kind("Item").filter("n >", Value.of(0)).orderBy(Query.KEY);
        LocalDatastore strict = sortingAtMost(100);

        for (Query query : List.of(twoOrders, rangeInKeyOrder)) {
            ExecutionStatistics cost =
                    strict.analyze(query.limit(20).offset(30)).statistics();
            assertThat(cost.resultsReturned()).isEqualTo(20);
            assertThat(cost.peakRowsHeld()).isLessThanOrEqualTo(51);
            assertThat(strict.run(query.limit(20).offset(30)).toList())
                    .isEqualTo(datastore.run(query).toList().subList(30, 50));
        }
    }

    @Test
    void sortingMoreThanTheLimitIsRefusedWithTheIndexThatWouldHelp() {
        Query query = Query.kind("Item").orderBy("half").orderBy("-shuffled");

        assertThatExceptionOfType(SortLimitException.class)
                .isThrownBy(() -> sortingAtMost(1_999).run(query).toList())
                .withMessageContaining("SELECT * FROM Item ORDER BY half, shuffled DESC")
                .withMessageContaining("more than 1,999 rows")
                .withMessageContaining("  - kind: Item\n    properties:\n    - name: half\n    - name: shuffled\n")
                .satisfies(e -> assertThat(e.maxRows()).isEqualTo(1_999))
                .satisfies(e -> assertThat(e.query()).isSameAs(query))
                .satisfies(e ->
                        assertThat(e.advice()).map(IndexDefinition::toString).containsExactly("Item(half, -shuffled)"));
        assertThat(sortingAtMost(2_000).run(query).toList()).hasSize(COUNT);
    }

    @Test
    void whatIsSortedWithoutAnIndexThatCouldHelpCanOnlyBeLimited() {
        Query query = Query.kind("Item").filter("n >", Value.of(10)).orderBy(Query.KEY);

        assertThatExceptionOfType(SortLimitException.class)
                .isThrownBy(() -> sortingAtMost(1_000).count(query))
                .withMessageContaining("Give it a limit")
                .withMessageEndingWith("raise the limit.");
    }

    @Test
    void theFewMatchesOfAFilterAreWalkedInOrderIfTheyMayNotBeSorted() {
        Query query = Query.kind("Item").filter("group =", Value.of(1)).orderBy("shuffled");

        List<Entity> walked = sortingAtMost(10).run(query).toList();

        assertThat(walked).isEqualTo(datastore.run(query).toList()).hasSize(COUNT / 4);
    }

    @Test
    void aLimitOfNoRowsMakesNoSense() {
        assertThatIllegalArgumentException().isThrownBy(() -> sortingAtMost(0)).withMessageContaining("the limit is 0");
    }

    @Test
    void aJoinOfTwoFiltersThatMatchTheSameEntitiesReadsEachOnce() {
        storePairs("Same", id -> id % 10 == 0, id -> id % 10 == 0);

        ExecutionStatistics cost = cost(both("Same").keysOnly());

        assertThat(cost.resultsReturned()).isEqualTo(400);
        assertThat(cost.rowsRead()).isLessThan(2 * 400 + 50);
    }

    @Test
    void aJoinOfTwoUnrelatedFiltersReadsInProportionToItsResults() {
        storePairs("Unrelated", id -> id % 10 == 0, id -> id * 7_919 % COUNT < COUNT / 10);
        long all = datastore.count(both("Unrelated"));

        ExecutionStatistics page = cost(both("Unrelated").limit(10).keysOnly());

        assertThat(all).isBetween(30L, 50L);
        assertThat(page.resultsReturned()).isEqualTo(10);
        assertThat(page.rowsRead()).isLessThan(COUNT / 10);
    }

    @Test
    void aJoinOfFiltersThatMatchDifferentBlocksLeapsOverThem() {
        storePairs("Apart", id -> id <= 400, id -> id > 2_000 && id <= 2_400);
        storePairs("Alternating", id -> id / 200 % 4 == 1, id -> id / 200 % 4 == 3);

        for (Query query : List.of(both("Apart"), both("Apart").orderBy("-__key__"))) {
            assertThat(cost(query).resultsReturned()).isZero();
            assertThat(cost(query).rowsRead()).isLessThan(150);
        }
        for (Query query : List.of(both("Alternating"), both("Alternating").orderBy("-__key__"))) {
            assertThat(cost(query).resultsReturned()).isZero();
            // Ten blocks of two hundred rows; of each, a batch and a few steps.
            assertThat(cost(query).rowsRead()).isLessThan(1_100);
        }
    }

    @Test
    void aJoinLeapsToTheOneBlockThatBothFiltersMatch() {
        storePairs("Meeting", id -> id <= 400 || id > 3_900, id -> id > 2_000 && id <= 2_400 || id > 3_900);

        assertThat(names(both("Meeting"))).hasSize(100).startsWith("3901").endsWith("4000");
        assertThat(names(both("Meeting").orderBy("-__key__"))).hasSize(100).startsWith("4000");
        assertThat(cost(both("Meeting").keysOnly()).rowsRead()).isLessThan(600);
    }

    @Test
    void anIndexOfAllEqualitiesStandsForThemAll() {
        storePairs("Joined", id -> id % 2 == 0, id -> id % 3 == 0);
        List<Entity> before = datastore.run(both("Joined")).toList();
        local.declareIndexes(List.of(CompositeIndex.on("Joined", "right", "left")));
        local.buildIndexes(() -> false);

        ExecutionStatistics cost = cost(both("Joined").keysOnly());

        assertThat(cost.rowsRead()).isEqualTo(cost.resultsReturned()).isEqualTo(before.size());
        assertThat(datastore.run(both("Joined")).toList()).isEqualTo(before);
        Query withRange = both("Joined").filter(Query.KEY, Operator.GREATER_THAN, Value.of(key("Joined", 3_000)));
        assertThat(cost(withRange.keysOnly()).rowsRead()).isEqualTo(166);
        local.declareIndexes(List.of());
    }

    @Test
    void theDescendantsOfAnAncestorAreSortedAndNotLookedForAmongAll() {
        Key parent = key("Owner", 1);
        for (long id = 1; id <= 30; id++) {
            datastore.put(Entity.builder(parent.child("Item", id))
                    .set("n", 100 - id)
                    .set("half", 5)
                    .build());
        }

        ExecutionStatistics cost = cost(Query.kind("Item").ancestor(parent).orderBy("n"));

        assertThat(cost.resultsReturned()).isEqualTo(30);
        assertThat(cost.rowsRead()).isEqualTo(60);
        assertThat(names(Query.kind("Item").ancestor(parent).orderBy("n").limit(2)))
                .containsExactly("30", "29");
        datastore.delete(keys(datastore, Query.kindless().ancestor(parent)));
    }
}
