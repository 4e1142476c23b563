package dev.kindred.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.engine.postgres.TestServer;
import dev.kindred.datastore.index.CompositeIndex;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.PropertyMask;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.store.StorageEngine;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** How often an operation waits for the server. On PostgreSQL only: elsewhere a call costs no way. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresRoundTripTests {

    private static final int CITIES = 2_000;

    private final StorageEngine engine = TestServer.engine().build();
    private final LocalDatastore datastore = LocalDatastore.on(engine).build();

    @BeforeAll
    void storeCities() {
        List<Entity> cities = new ArrayList<>();
        for (long id = 1; id <= CITIES; id++) {
            cities.add(city(id));
        }
        datastore.put(cities);
        // Ids are taken in blocks: one must be there before puts are counted.
        datastore.put(
                Entity.builder(datastore.partition().incompleteKey("Visit")).build());
    }

    @AfterAll
    void closeEngine() {
        engine.close();
    }

    private Key key(long id) {
        return datastore.partition().key("City", id);
    }

    private Entity city(long id) {
        return Entity.builder(key(id))
                .set("population", id * 7_919 % CITIES)
                .set("continent", id % 4)
                .set("language", id % 5)
                .set("country", id % 50)
                .build();
    }

    private long roundTrips() {
        return (long) engine.status().details().get("roundTrips");
    }

    private long roundTripsOf(Runnable operation) {
        // Once for what is learned: names, and how many match.
        operation.run();
        long before = roundTrips();
        operation.run();
        return roundTrips() - before;
    }

    private long roundTripsOf(Query query, int results) {
        return roundTripsOf(() -> assertThat(datastore.run(query).toList()).hasSize(results));
    }

    private static Query cities() {
        return Query.kind("City");
    }

    @Test
    void gettingTakesOne() {
        assertThat(roundTripsOf(() -> datastore.find(key(1)))).isOne();
        assertThat(roundTripsOf(() -> datastore.findAll(List.of(key(1), key(2), key(CITIES + 1)))))
                .isOne();
    }

    @Test
    void aPageOfAnyQueryWithOneAlternativeTakesOne() {
        assertThat(roundTripsOf(cities().limit(20), 20)).isOne();
        assertThat(roundTripsOf(cities().filter("continent =", Value.of(1)).limit(20), 20))
                .isOne();
        assertThat(roundTripsOf(cities().filter("population >", Value.of(100)).limit(20), 20))
                .isOne();
        assertThat(roundTripsOf(cities().orderBy("population").limit(20), 20)).isOne();
        assertThat(roundTripsOf(cities().orderBy("-population").limit(20), 20)).isOne();
        assertThat(roundTripsOf(cities().orderBy("-continent").limit(20), 20)).isOne();
        assertThat(roundTripsOf(cities().orderBy("population").limit(20).keysOnly(), 20))
                .isOne();
        assertThat(roundTripsOf(
                        cities().filter("continent =", Value.of(1))
                                .filter("language =", Value.of(1))
                                .limit(20),
                        20))
                .isOne();
    }

    @Test
    void anEqualityInAnotherOrderTakesOneForFewAndForMany() {
        assertThat(roundTripsOf(
                        cities().filter("country =", Value.of(7))
                                .orderBy("-population")
                                .limit(20),
                        20))
                .isOne();
        assertThat(roundTripsOf(
                        cities().filter("language =", Value.of(1))
                                .orderBy("-population")
                                .limit(20),
                        20))
                .as("400 matches are a block too small, one in a transaction, and its end")
                .isEqualTo(3);
    }

    @Test
    void aPageBehindACursorTakesOne() {
        for (Query query : List.of(
                cities().filter("continent =", Value.of(1)),
                cities().orderBy("population"),
                cities().orderBy("-continent"))) {
            QueryResults first = datastore.run(query.limit(20));
            first.forEachRemaining(city -> {});

            assertThat(roundTripsOf(query.startAt(first.cursor()).limit(20), 20))
                    .as(query.toString())
                    .isOne();
        }
    }

    @Test
    void whatDoesNotFitIntoABlockIsReadInATransaction() {
        assertThat(roundTripsOf(cities().filter("country =", Value.of(3)), CITIES / 50))
                .isOne();
        assertThat(roundTripsOf(cities().orderBy("population"), CITIES))
                .as("a block that is dropped, two of 1,024 and less, and the end")
                .isEqualTo(4);
    }

    @Test
    void aCompositeIndexIsKnownToBeBuiltAfterTheFirstQuery() {
        datastore.declareIndexes(List.of(CompositeIndex.on("City", "country", "population")));
        datastore.buildIndexes(() -> false);

        assertThat(roundTripsOf(
                        cities().filter("country =", Value.of(7))
                                .orderBy("population")
                                .limit(20),
                        20))
                .isOne();
        datastore.declareIndexes(List.of());
    }

    @Test
    void puttingANewEntityTakesOne() {
        assertThat(roundTripsOf(
                        () -> datastore.put(Entity.builder(datastore.partition().incompleteKey("Visit"))
                                .set("seconds", 1)
                                .build())))
                .isOne();
    }

    @Test
    void puttingUnderAGivenKeyTakesTwoSinceTheOldRowsMustGo() {
        assertThat(roundTripsOf(() -> datastore.put(city(5)))).isEqualTo(2);
    }

    @Test
    void puttingWithAMaskReadsTheOldEntityOnce() {
        assertThat(roundTripsOf(() ->
                        datastore.apply(List.of(Mutation.put(city(6)).mask(PropertyMask.of("population", "country"))))))
                .isEqualTo(2);
    }

    /** The server notes pages: those of neighbouring keys are the same. */
    @Test
    void neighboursThatArePutAtTheSameTimeDoNotConflict() {
        Transaction first = datastore.begin(TransactionOptions.DEFAULT);
        Transaction second = datastore.begin(TransactionOptions.DEFAULT);
        first.apply(List.of(Mutation.put(city(5_001)).mask(PropertyMask.of("population"))));
        second.apply(List.of(Mutation.put(city(5_002)).mask(PropertyMask.of("population"))));
        first.put(city(5_003));
        second.put(city(5_004));

        first.commit();
        second.commit();

        assertThat(datastore.find(key(5_002))).isNotNull();
        datastore.delete(List.of(key(5_001), key(5_002), key(5_003), key(5_004)));
    }

    @Test
    void whatAMaskLeavesIsThatOfTheCommit() {
        Transaction transaction = datastore.begin(TransactionOptions.DEFAULT);
        transaction.apply(List.of(Mutation.put(city(7)).mask(PropertyMask.of("population"))));

        datastore.put(city(7).toBuilder().set("country", 99).build());

        assertThatExceptionOfType(ConcurrentTransactionException.class).isThrownBy(transaction::commit);
        datastore.put(city(7));
    }

    @Test
    void aTransactionTakesItsReadsAndOneForTheCommit() {
        assertThat(roundTripsOf(() -> datastore.runInTransaction(transaction -> {
                    Entity city = transaction.get(key(9));
                    return transaction.put(
                            city.toBuilder().set("visits", System.nanoTime()).build());
                })))
                .isEqualTo(2);
        assertThat(roundTripsOf(() -> datastore.runInTransaction(transaction -> {
                    List<Entity> found = transaction
                            .run(cities().filter("country =", Value.of(11)).limit(5))
                            .toList();
                    return transaction.put(found.stream()
                            .map(city -> city.toBuilder()
                                    .set("visits", System.nanoTime())
                                    .build())
                            .toList());
                })))
                .isEqualTo(2);
    }

    @Test
    void aTransactionThatOnlyReadsIsEndedByOne() {
        assertThat(roundTripsOf(() -> datastore.runInTransaction(transaction -> transaction.find(key(9)))))
                .isEqualTo(2);
    }
}
