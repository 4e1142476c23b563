package dev.kindred.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.index.CompositeIndex;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Analysis;
import dev.kindred.datastore.query.ExecutionStatistics;
import dev.kindred.datastore.query.Explanation;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.IndexDefinition;
import dev.kindred.datastore.query.InvalidQueryException;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Query;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What explain and analyze tell about a query. */
abstract class ExplainContract extends DatastoreScenario {

    private static final AtomicInteger kinds = new AtomicInteger();

    private final LocalDatastore local;
    private String kind = "";

    ExplainContract(LocalDatastore datastore) {
        super(datastore);
        this.local = datastore;
    }

    @BeforeEach
    void storeAHundredOfANewKind() {
        kind = "Explained" + kinds.incrementAndGet();
        datastore.put(LongStream.rangeClosed(1, 100)
                .mapToObj(id -> Entity.builder(key(kind, id))
                        .set("country", id % 2 == 0 ? "IT" : "FR")
                        .set("size", id)
                        .set("feature", id % 10)
                        .build())
                .toList());
    }

    private Query largestOfItaly() {
        return Query.kind(kind).filter("country =", Value.of("IT")).orderBy("-size");
    }

    @Test
    void t18_aPlanShowsIndexesRangesAndDirectionsAndTheIndexThatWouldHelp() {
        Explanation explanation = datastore.explain(largestOfItaly()
                .filter("size", Operator.GREATER_THAN, Value.of(10))
                .limit(20));

        assertThat(explanation.indexesUsed()).containsExactly(kind + ".country", kind + ".size");
        assertThat(explanation.advice()).map(IndexDefinition::toString).containsExactly(kind + "(country, -size)");
        assertThat(explanation.required()).isEqualTo(explanation.advice());
        assertThat(explanation.toString())
                .contains("SELECT * FROM " + kind)
                .contains("few: sort them in memory")
                .contains("scan " + kind + ".country: country = 'IT'; by key")
                .contains("many: walk the order and test each row")
                .contains("scan " + kind + ".size: size > 10; by size, backwards, turning each group of equal values")
                .contains("take 20")
                .contains("an index that would help\n  - kind: " + kind
                        + "\n    properties:\n    - name: country\n    - name: size\n      direction: desc");
    }

    @Test
    void withTheAdvisedIndexItIsOneScanAndThereIsNothingLeftToAdvise() {
        local.declareIndexes(List.of(CompositeIndex.on(kind, "country", "-size")));
        local.buildIndexes(() -> false);

        Explanation explanation = datastore.explain(largestOfItaly());

        assertThat(explanation.plan().toString())
                .isEqualTo("- answer: entities, read by key\n  - scan " + kind
                        + "(country, -size): country = 'IT'; by size");
        assertThat(explanation.indexesUsed()).containsExactly(kind + "(country, -size)");
        assertThat(explanation.advice()).isEmpty();
        assertThat(explanation.required()).isEmpty();
    }

    @Test
    void alternativesProbesAndTestsAreShown() {
        String plan = datastore
                .explain(Query.kind(kind)
                        .filter(Filter.in("country", List.of(Value.of("IT"), Value.of("FR"))))
                        .filter("size <", Value.of(50))
                        .filter("feature >=", Value.of(5))
                        .orderBy("size"))
                .plan()
                .toString();

        assertThat(plan)
                .contains("merge 2 alternatives")
                .contains("entities, each tested against its entity")
                .contains("probe each row: country = 'FR'")
                .contains("test each entity: country = 'IT' and size < 50 and feature >= 5");
    }

    @Test
    void whatNamesNothingThatIsStoredCanMatchNothingAndIsAdvisedAllTheSame() {
        Explanation explanation = datastore.explain(
                Query.kind("Nowhere").filter("a =", Value.of(1)).orderBy("b").orderBy("-c"));

        assertThat(explanation.plan().toString()).contains("nothing can match");
        assertThat(explanation.advice()).map(IndexDefinition::toString).containsExactly("Nowhere(a, b, -c)");
        assertThat(local.names().find("\0+a\0+b\0-c\0")).isZero();
    }

    @Test
    void aTransactionExplainsToo() {
        Explanation explanation = datastore.runInTransaction(
                transaction -> transaction.explain(largestOfItaly().keysOnly()));

        assertThat(explanation.toString()).contains("keys from index rows").contains("not counted yet");
    }

    @Test
    void analyzingTellsWhatARunHasCost() {
        Analysis analysis = datastore.analyze(
                Query.kind(kind).filter("country =", Value.of("IT")).limit(20).offset(5));

        ExecutionStatistics statistics = analysis.statistics();
        assertThat(statistics.resultsReturned()).isEqualTo(20);
        assertThat(statistics.indexRowsRead()).isEqualTo(25);
        assertThat(statistics.entitiesRead()).isEqualTo(20);
        assertThat(statistics.probes()).isZero();
        assertThat(statistics.scansOpened()).isEqualTo(1);
        assertThat(statistics.rowsRead()).isEqualTo(45);
        assertThat(statistics.rowsReadPerResult()).isEqualTo(2.25);
        assertThat(statistics.duration()).isPositive();
        assertThat(analysis.toString())
                .contains("skip 5 without reading their entities")
                .contains("20 results in ")
                .contains("read 25 index rows, 20 entities, 0 probes by 1 scans; 2.3 rows read per result");
    }

    @Test
    void aTransactionsOwnWritesCountAmongItsResults() {
        long returned = datastore.runInTransaction(transaction -> {
            transaction.put(Entity.builder(key(kind, 1_000)).set("size", 0).build());
            return transaction
                    .analyze(Query.kind(kind).orderBy("size"))
                    .statistics()
                    .resultsReturned();
        });

        assertThat(returned).isEqualTo(101);
        assertThat(datastore.count(Query.kind(kind))).isEqualTo(101);
    }

    @Test
    void resultsTellWhatTheyHaveCostSoFar() {
        try (QueryResults results = datastore.run(Query.kind(kind).orderBy("size"))) {
            assertThat(results.statistics().resultsReturned()).isZero();
            results.next();
            results.next();
            results.hasNext();

            assertThat(results.statistics().resultsReturned()).isEqualTo(2);
            assertThat(results.statistics().entitiesRead()).isBetween(2L, 99L);
            results.forEachRemaining(entity -> {});
            ExecutionStatistics whole = results.statistics();
            assertThat(whole.resultsReturned()).isEqualTo(100);
            assertThat(whole.entitiesRead()).isEqualTo(100);
            assertThat(results.statistics()).isEqualTo(whole);
        }
    }

    @Test
    void aQueryThatBreaksARuleIsRefusedAsItIsWhenRun() {
        Query query = Query.kindless().filter("a =", Value.of(1));

        assertThatExceptionOfType(InvalidQueryException.class).isThrownBy(() -> datastore.explain(query));
        assertThatExceptionOfType(InvalidQueryException.class).isThrownBy(() -> datastore.analyze(query));
    }
}
