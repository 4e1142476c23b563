package dev.kindred.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.ExecutionStatistics;
import dev.kindred.datastore.query.IndexDefinition;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.query.SortLimitException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
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
}
