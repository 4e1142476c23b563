package dev.kindred.datastore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Aggregation;
import dev.kindred.datastore.query.AggregationQuery;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.store.StorageEngine;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of queries that have run. */
abstract class QueryObserverContract {

    private record Seen(String shape, long rows, long results, boolean busy, List<String> advice) {}

    private static final Query BLUE =
            Query.kind("Car").filter("colour", Operator.EQUAL, Value.of("blue")).orderBy(Order.descending("price"));

    private final List<Seen> seen = new ArrayList<>();
    private final LocalDatastore datastore;

    QueryObserverContract(StorageEngine engine) {
        this.datastore = LocalDatastore.on(engine)
                .queryObserver(query -> seen.add(new Seen(
                        query.shape(),
                        query.statistics().rowsRead(),
                        query.statistics().resultsReturned(),
                        !query.busy().isZero()
                                && query.busy().compareTo(query.statistics().duration()) <= 0,
                        query.advice().stream().map(Object::toString).toList())))
                .build();
    }

    @BeforeEach
    void store() {
        for (long id = 1; id <= 4; id++) {
            datastore.put(Entity.builder(datastore.partition().key("Car", id))
                    .set("colour", id <= 3 ? "blue" : "red")
                    .set("price", id)
                    .build());
        }
    }

    @AfterEach
    void closeItsEngine() {
        datastore.close();
    }

    @Test
    void aRunIsToldOfWhenItsResultsAreReadWithWhatItCostAndNoValues() {
        try (QueryResults results = datastore.run(BLUE)) {
            results.next();
            assertThat(seen).isEmpty();
        }

        assertThat(seen).singleElement().satisfies(run -> {
            assertThat(run.shape()).isEqualTo("SELECT * FROM Car WHERE colour = ? ORDER BY price DESC");
            assertThat(run.rows()).isPositive();
            assertThat(run.results()).isEqualTo(1);
            assertThat(run.busy()).isTrue();
            assertThat(run.advice()).containsExactly("Car(colour, -price)");
        });
    }

    @Test
    void runsCountsAndAggregationsAreToldOfOnceEachWithinTransactionsAndOutside() {
        datastore.run(BLUE).toList();
        datastore.count(BLUE);
        datastore.aggregate(AggregationQuery.of(BLUE, Aggregation.sum("price")));
        datastore.runInTransaction(transaction -> transaction.run(BLUE).toList());

        assertThat(seen).extracting(Seen::results).containsExactly(3L, 3L, 3L, 3L);
    }

    @Test
    void queriesForMetadataAreNotToldOf() {
        datastore.run(Query.kind("__kind__")).toList();

        assertThat(seen).isEmpty();
    }
}
