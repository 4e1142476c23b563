package dev.kindred.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Aggregation;
import dev.kindred.datastore.query.AggregationQuery;
import dev.kindred.datastore.query.AggregationResult;
import dev.kindred.datastore.query.InvalidQueryException;
import dev.kindred.datastore.query.Query;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Counts, sums and averages: section 9.3 of the datastore's rules. */
abstract class AggregationContract extends DatastoreScenario {

    AggregationContract(Datastore datastore) {
        super(datastore);
    }

    private void put(Value... values) {
        datastore.put(Arrays.stream(values)
                .map(value -> Entity.builder(incomplete("K")).set("n", value).build())
                .toList());
    }

    private Value one(Query query, Aggregation aggregation) {
        return datastore.aggregate(AggregationQuery.of(query, aggregation)).get("property_1");
    }

    private Value one(Aggregation aggregation) {
        return one(Query.kind("K"), aggregation);
    }

    @Test
    void allNumbersComeFromOnePassUnderTheirNames() {
        put(Value.of(1), Value.of(2), Value.of(6));

        AggregationResult result = datastore.aggregate(AggregationQuery.of(
                Query.kind("K"),
                Aggregation.count().as("all"),
                Aggregation.countUpTo(2),
                Aggregation.sum("n"),
                Aggregation.average("n").as("mean")));

        assertThat(result.values().keySet()).containsExactly("all", "property_1", "property_2", "mean");
        assertThat(result.getLong("all")).isEqualTo(3);
        assertThat(result.getLong("property_1")).isEqualTo(2);
        assertThat(result.getLong("property_2")).isEqualTo(9);
        assertThat(result.getDouble("mean")).isEqualTo(3);
        assertThat(result.getDouble("all")).isEqualTo(3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> result.get("other"))
                .withMessageContaining("\"other\"");
        assertThatIllegalArgumentException().isThrownBy(() -> result.getLong("mean"));
    }

    @Test
    void ofNothingTheCountAndTheSumAreZeroAndTheAverageIsNull() {
        assertThat(one(Aggregation.count())).isEqualTo(Value.of(0));
        assertThat(one(Aggregation.sum("n"))).isEqualTo(Value.of(0));
        assertThat(one(Aggregation.average("n"))).isEqualTo(Value.NULL);
        put(Value.of("text"));
        assertThat(one(Aggregation.sum("n"))).isEqualTo(Value.of(0));
        assertThat(one(Aggregation.average("n"))).isEqualTo(Value.NULL);
    }

    @Test
    void whatIsNoNumberIsPassedOver() {
        put(
                Value.of(5),
                Value.NULL,
                Value.of("7"),
                Value.of(true),
                Value.of(Instant.EPOCH.plusSeconds(1)),
                longs(1, 2));
        putNamed("K", "missing");
        datastore.put(Entity.builder(incomplete("K"))
                .set("n", Property.unindexed(Value.of(100)))
                .build());

        assertThat(one(Aggregation.sum("n"))).isEqualTo(Value.of(5));
        assertThat(one(Aggregation.average("n"))).isEqualTo(Value.of(5.0));
        assertThat(one(Aggregation.count())).isEqualTo(Value.of(8));
    }

    @Test
    void oneDoubleMakesTheSumADouble() {
        put(Value.of(1), Value.of(0.5));

        assertThat(one(Aggregation.sum("n"))).isEqualTo(Value.of(1.5));
        assertThat(one(Aggregation.average("n"))).isEqualTo(Value.of(0.75));
    }

    @Test
    void aSumThatDoesNotFitALongIsADoubleAndOneThatFitsInTheEndIsALong() {
        put(Value.of(Long.MAX_VALUE), Value.of(Long.MAX_VALUE));
        assertThat(one(Aggregation.sum("n"))).isEqualTo(Value.of(0x1p64));

        put(Value.of(-Long.MAX_VALUE), Value.of(-1));
        assertThat(one(Aggregation.sum("n"))).isEqualTo(Value.of(Long.MAX_VALUE - 1));

        put(Value.of(Long.MIN_VALUE), Value.of(Long.MIN_VALUE));
        assertThat(one(Aggregation.sum("n"))).isEqualTo(Value.of(-0x1p63));
    }

    @Test
    void nanMakesSumAndAverageNan() {
        put(Value.of(1), Value.of(Double.NaN));

        assertThat(one(Aggregation.sum("n"))).isEqualTo(Value.of(Double.NaN));
        assertThat(one(Aggregation.average("n"))).isEqualTo(Value.of(Double.NaN));
    }

    @Test
    void filtersOffsetLimitAndOrderHoldBeforeTheNumbers() {
        put(Value.of(1), Value.of(2), Value.of(3), Value.of(4));
        Query query = Query.kind("K").orderBy("-n").filter("n <", Value.of(4));

        assertThat(one(query.limit(2), Aggregation.sum("n"))).isEqualTo(Value.of(5));
        assertThat(one(query.offset(1), Aggregation.sum("n"))).isEqualTo(Value.of(3));
        assertThat(one(query.limit(2), Aggregation.count())).isEqualTo(Value.of(2));
        assertThat(one(query.limit(0), Aggregation.count())).isEqualTo(Value.of(0));
        assertThat(one(query, Aggregation.countUpTo(0))).isEqualTo(Value.of(0));
    }

    @Test
    void rowsOfAProjectionAndGroupsOfADistinctQueryAreCounted() {
        put(longs(1, 2), longs(2, 3));
        Query rows = Query.kind("K").project("n");

        assertThat(one(rows, Aggregation.count())).isEqualTo(Value.of(4));
        assertThat(one(rows, Aggregation.sum("n"))).isEqualTo(Value.of(8));
        assertThat(one(rows.distinct(), Aggregation.count())).isEqualTo(Value.of(3));
        assertThat(one(rows.distinct(), Aggregation.sum("n"))).isEqualTo(Value.of(6));
        assertThat(one(Query.kind("K").keysOnly(), Aggregation.count())).isEqualTo(Value.of(2));
    }

    @Test
    void aTransactionAggregatesItsOwnWritesAndConflictsWithThoseOfOthers() {
        put(Value.of(1));
        try (Transaction transaction = datastore.begin(TransactionOptions.DEFAULT)) {
            transaction.put(Entity.builder(key("K", "own")).set("n", 10).build());
            assertThat(transaction
                            .aggregate(AggregationQuery.of(Query.kind("K"), Aggregation.sum("n")))
                            .getLong("property_1"))
                    .isEqualTo(11);

            datastore.runInTransaction(other -> {
                assertThat(other.find(key("K", "own"))).isNull();
                return other.put(Entity.builder(key("K", "other")).set("n", 100).build());
            });

            assertThatExceptionOfType(ConcurrentTransactionException.class).isThrownBy(transaction::commit);
        }
    }

    @Test
    void aBrokenQueryIsRefused() {
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> one(Query.kindless().filter("a =", Value.of(1)), Aggregation.count()));
    }
}
