package dev.kindred.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.model.ByteString;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.GeoPoint;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.InvalidQueryException;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which entities a query finds, and in which order. */
abstract class QueryContract extends DatastoreScenario {

    QueryContract(Datastore datastore) {
        super(datastore);
    }

    private static Query from(Filter... filters) {
        Query query = Query.kind("T");
        for (Filter filter : filters) {
            query = query.filter(filter);
        }
        return query;
    }

    private static Filter eq(String property, Value value) {
        return Filter.equal(property, value);
    }

    private static Filter eq(String property, long value) {
        return Filter.equal(property, Value.of(value));
    }

    private static Filter gt(String property, long value) {
        return Filter.of(property, Operator.GREATER_THAN, Value.of(value));
    }

    private static Filter ge(String property, long value) {
        return Filter.of(property, Operator.GREATER_THAN_OR_EQUAL, Value.of(value));
    }

    private static Filter lt(String property, long value) {
        return Filter.of(property, Operator.LESS_THAN, Value.of(value));
    }

    private static Filter le(String property, long value) {
        return Filter.of(property, Operator.LESS_THAN_OR_EQUAL, Value.of(value));
    }

    private static Filter ne(String property, Value value) {
        return Filter.of(property, Operator.NOT_EQUAL, value);
    }

    private static Filter notIn(String property, Value... values) {
        return Filter.of(property, Operator.NOT_IN, list(values));
    }

    /** The entities of the worked examples in App Engine's rules. */
    private void putWorkedExamples() {
        putNamed("T", "t1", "n", longs(3, 8));
        putNamed("T", "t2", "n", Value.of(5));
        putNamed("T", "t3", "n", Value.NULL);
        putNamed("T", "t4", "n", Value.of("x"));
        putNamed("T", "t5");
        datastore.put(
                Entity.builder(key("T", "t6")).setUnindexed("n", Value.of(7)).build());
    }

    @Test
    void anAscendingOrderSetsAnEntityAtItsLeastValueAndLeavesOutWhatHasNone() {
        putWorkedExamples();

        assertThat(names(from().orderBy(Order.ascending("n")))).containsExactly("t3", "t1", "t2", "t4");
    }

    @Test
    void aDescendingOrderSetsAnEntityAtItsGreatestValue() {
        putWorkedExamples();

        assertThat(names(from().orderBy(Order.descending("n")))).containsExactly("t4", "t1", "t2", "t3");
    }

    @Test
    void aRangeSetsAnEntityAtItsLeastValueWithinAndReachesOtherTypes() {
        putWorkedExamples();

        assertThat(names(from(gt("n", 4)))).containsExactly("t2", "t1", "t4");
        assertThat(names(from(gt("n", 4)).orderBy(Order.ascending("n")))).containsExactly("t2", "t1", "t4");
        assertThat(names(from(gt("n", 4)).orderBy(Order.descending("n")))).containsExactly("t4", "t1", "t2");
        assertThat(names(from(lt("n", 8)).orderBy(Order.descending("n")))).containsExactly("t2", "t1", "t3");
    }

    @Test
    void oneValueMustSatisfyAllRanges() {
        putWorkedExamples();

        assertThat(names(from(gt("n", 4), lt("n", 8)))).containsExactly("t2");
        assertThat(names(from(ge("n", 3), le("n", 3)))).containsExactly("t1");
        assertThat(names(from(gt("n", 8), lt("n", 3)))).isEmpty();
    }

    @Test
    void equalitiesMayBeMetByDifferentValues() {
        putWorkedExamples();

        assertThat(names(from(eq("n", 3), eq("n", 8)))).containsExactly("t1");
        assertThat(names(from(eq("n", 3), eq("n", 5)))).isEmpty();
    }

    @Test
    void anEqualityMayBeMetOutsideOfTheRange() {
        putWorkedExamples();

        assertThat(names(from(lt("n", 4), eq("n", 8)))).containsExactly("t1");
        assertThat(names(from(gt("n", 4), eq("n", 8)))).containsExactly("t1");
        assertThat(names(from(gt("n", 8), eq("n", 8)))).isEmpty();
    }

    @Test
    void nullIsAValueAndMissingIsNot() {
        putWorkedExamples();

        assertThat(names(from(eq("n", Value.NULL)))).containsExactly("t3");
        assertThat(names(from(Filter.of("n", Operator.GREATER_THAN, Value.NULL))))
                .containsExactly("t1", "t2", "t4");
        assertThat(names(from(Filter.of("n", Operator.GREATER_THAN_OR_EQUAL, Value.NULL))))
                .containsExactly("t3", "t1", "t2", "t4");
        assertThat(names(from(Filter.of("n", Operator.LESS_THAN, Value.NULL)))).isEmpty();
    }

    @Test
    void notEqualMeansLessOrGreaterAndFindsAnEntityOnce() {
        putWorkedExamples();

        assertThat(names(from(ne("n", Value.of(5))))).containsExactly("t3", "t1", "t4");
        assertThat(names(from(ne("n", Value.of(3))))).containsExactly("t3", "t2", "t1", "t4");
        assertThat(names(from(ne("n", Value.NULL)))).containsExactly("t1", "t2", "t4");
    }

    @Test
    void aRangeIsNotLimitedToTheTypeOfItsBound() {
        putWorkedExamples();

        assertThat(names(from(lt("n", 10)))).containsExactly("t3", "t1", "t2");
        assertThat(datastore.count(from(gt("n", 4)))).isEqualTo(3);
    }

    @Test
    void withoutFilterAndOrderAllEntitiesComeByKey() {
        putWorkedExamples();

        assertThat(names(from())).containsExactly("t1", "t2", "t3", "t4", "t5", "t6");
        assertThat(names(from().orderBy(Order.ascending(Query.KEY))))
                .containsExactly("t1", "t2", "t3", "t4", "t5", "t6");
        assertThat(names(from().orderBy(Order.descending(Query.KEY))))
                .containsExactly("t6", "t5", "t4", "t3", "t2", "t1");
    }

    @Test
    void valuesOfAllTypesComeInOneOrder() {
        List<Value> ascending = List.of(
                Value.NULL,
                Value.of(Long.MIN_VALUE),
                Value.of(-1),
                Value.of(0),
                Value.of(Instant.ofEpochMilli(3)),
                Value.of(Long.MAX_VALUE),
                Value.of(false),
                Value.of(true),
                Value.of(""),
                Value.of("10"),
                Value.of("9"),
                Value.of("A"),
                Value.of("a"),
                Value.of("a\0"),
                Value.of("a\0b"),
                Value.of("a!"),
                Value.of("\uFFFF"),
                Value.of("\uD83D\uDE00"),
                Value.of(ByteString.copyOf(new byte[] {-1})),
                Value.of(Double.NEGATIVE_INFINITY),
                Value.of(-0.0),
                Value.of(0.0),
                Value.of(1.5),
                Value.of(Double.POSITIVE_INFINITY),
                Value.of(Double.NaN),
                Value.of(new GeoPoint(-1, 1)),
                Value.of(new GeoPoint(1, -1)),
                Value.of(new GeoPoint(1, 1)),
                Value.of(key("A", -1)),
                Value.of(key("A", 1)),
                Value.of(key("A", 1).child("A", 1)),
                Value.of(key("A", "1")));
        List<Entity> entities = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int place = 0; place < ascending.size(); place++) {
            // Names that do not sort as the values do.
            String name = (place * 7) % ascending.size() + "-" + place;
            expected.add(name);
            entities.add(Entity.builder(key("T", name))
                    .set("v", ascending.get(place))
                    .build());
        }
        Collections.shuffle(entities, new Random(1));
        datastore.put(entities);

        assertThat(names(from().orderBy(Order.ascending("v")))).isEqualTo(expected);
        for (int place = 0; place < ascending.size(); place++) {
            Value bound = ascending.get(place);
            assertThat(names(from(eq("v", bound)))).as("= %s", bound).containsExactly(expected.get(place));
            assertThat(names(from(Filter.of("v", Operator.LESS_THAN, bound))))
                    .as("< %s", bound)
                    .isEqualTo(expected.subList(0, place));
            assertThat(names(from(Filter.of("v", Operator.GREATER_THAN_OR_EQUAL, bound))))
                    .as(">= %s", bound)
                    .isEqualTo(expected.subList(place, expected.size()));
        }
        Collections.reverse(expected);
        assertThat(names(from().orderBy(Order.descending("v")))).isEqualTo(expected);
    }

    @Test
    void aTimeEqualsTheNumberOfItsMicrosecondsAndBytesEqualTheirText() {
        putNamed("T", "time", "v", Value.of(Instant.ofEpochMilli(3)));
        putNamed("T", "number", "v", Value.of(3_000));
        putNamed("T", "bytes", "v", Value.of(ByteString.copyOf(new byte[] {0x41})));
        putNamed("T", "text", "v", Value.of("A"));
        putNamed("T", "double", "v", Value.of(3_000.0));

        assertThat(names(from(eq("v", 3_000)))).containsExactly("number", "time");
        assertThat(names(from(eq("v", Value.of("A"))))).containsExactly("bytes", "text");
        assertThat(names(from(eq("v", Value.of(3_000.0))))).containsExactly("double");
    }

    @Test
    void theKeyAscendingBreaksTiesUnderBothDirections() {
        for (String name : List.of("d", "b", "a", "c")) {
            datastore.put(Entity.builder(key("T", name))
                    .set("same", 1)
                    .set("half", name.compareTo("c") < 0 ? 1 : 2)
                    .build());
        }

        assertThat(names(from().orderBy(Order.ascending("same")))).containsExactly("a", "b", "c", "d");
        assertThat(names(from().orderBy(Order.descending("same")))).containsExactly("a", "b", "c", "d");
        assertThat(names(from().orderBy(Order.descending("half")))).containsExactly("c", "d", "a", "b");
        assertThat(names(from().orderBy(Order.descending("half")).orderBy(Order.descending(Query.KEY))))
                .containsExactly("d", "c", "b", "a");
        assertThat(names(from(ge("half", 1)).orderBy(Order.descending("half")).limit(3)))
                .containsExactly("c", "d", "a");
    }

    /** A large group of equal values is read in another way than a small one. */
    @Test
    void theKeyBreaksTiesInALargeGroupToo() {
        List<Entity> entities = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            entities.add(Entity.builder(key("T", i + 1))
                    .set("p", i < 700 ? 1 : i % 3)
                    .build());
        }
        datastore.put(entities);
        List<Key> expected = entities.stream()
                .sorted(Comparator.comparing((Entity entity) ->
                                -((Value.LongValue) Objects.requireNonNull(entity.value("p"))).value())
                        .thenComparing(Entity::key))
                .map(Entity::key)
                .toList();

        assertThat(keys(datastore, from().orderBy(Order.descending("p")))).isEqualTo(expected);
        assertThat(keys(
                        datastore,
                        from().orderBy(Order.descending("p")).offset(90).limit(5)))
                .isEqualTo(expected.subList(90, 95));
        assertThat(keys(
                        datastore,
                        from(le("p", 1)).orderBy(Order.descending("p")).limit(600)))
                .isEqualTo(expected.stream()
                        .filter(key -> expected.indexOf(key) >= 100)
                        .limit(600)
                        .toList());
    }

    @Test
    void severalOrdersCountOneAfterTheOther() {
        datastore.put(List.of(
                Entity.builder(key("T", "a")).set("x", 1).set("y", 2).build(),
                Entity.builder(key("T", "b")).set("x", 2).set("y", 1).build(),
                Entity.builder(key("T", "c")).set("x", 1).set("y", 3).build(),
                Entity.builder(key("T", "d")).set("x", 2).set("y", 3).build(),
                Entity.builder(key("T", "e")).set("x", 2).build()));

        assertThat(names(from().orderBy(Order.ascending("x")).orderBy(Order.descending("y"))))
                .containsExactly("c", "a", "d", "b");
        assertThat(names(from().orderBy(Order.descending("y")).orderBy(Order.ascending("x"))))
                .containsExactly("c", "d", "a", "b");
        assertThat(names(from(eq("x", 2)).orderBy(Order.descending("y")))).containsExactly("d", "b");
        assertThat(names(from(eq("x", 2)).orderBy(Order.ascending("x")).orderBy(Order.ascending("y"))))
                .containsExactly("b", "d");
    }

    @Test
    void anOrderOnAPropertyWithAnEqualityChangesNothing() {
        putNamed("T", "a", "n", longs(8, 1));
        putNamed("T", "b", "n", longs(8, 0));

        assertThat(names(from(eq("n", 8)).orderBy(Order.ascending("n")))).containsExactly("a", "b");
        assertThat(names(from(eq("n", 8)).orderBy(Order.descending("n")))).containsExactly("a", "b");
    }

    @Test
    void equalitiesOnManyPropertiesNeedNoDeclaredIndex() {
        List<Entity> entities = new ArrayList<>();
        for (int i = 1; i <= 300; i++) {
            entities.add(Entity.builder(key("T", i))
                    .set("two", i % 2)
                    .set("three", i % 3)
                    .set("five", i % 5)
                    .set("i", i)
                    .build());
        }
        datastore.put(entities);

        assertThat(names(from(eq("two", 0), eq("three", 0), eq("five", 0))))
                .containsExactly("30", "60", "90", "120", "150", "180", "210", "240", "270", "300");
        assertThat(names(from(eq("two", 0), eq("three", 0), eq("five", 0))
                        .orderBy(Order.descending("i"))
                        .limit(2)))
                .containsExactly("300", "270");
        assertThat(names(from(eq("two", 0), eq("five", 0), gt("i", 250))))
                .containsExactly("260", "270", "280", "290", "300");
        assertThat(datastore.count(from(eq("two", 1), eq("three", 1)))).isEqualTo(50);
        assertThat(names(from(eq("two", 1), eq("two", 0)))).isEmpty();
    }

    @Test
    void rangesOnSeveralPropertiesMustAllHold() {
        for (int i = 1; i <= 9; i++) {
            datastore.put(
                    Entity.builder(key("T", i)).set("x", i).set("y", 10 - i).build());
        }

        assertThat(names(from(ge("x", 3), ge("y", 5)).orderBy(Order.ascending("y"))))
                .containsExactly("5", "4", "3");
        assertThat(names(from(ge("x", 3), ge("y", 5)).orderBy(Order.descending("x"))))
                .containsExactly("5", "4", "3");
        assertThat(names(from(ge("x", 3), ge("y", 5)))).containsExactly("3", "4", "5");
    }

    @Test
    void inFindsAnyOfItsValuesByKeyAndOnce() {
        putNamed("T", "a", "n", longs(3, 1));
        putNamed("T", "b", "n", Value.of(2));
        putNamed("T", "c", "n", Value.of(1));
        putNamed("T", "d", "n", Value.of(4));

        assertThat(names(from(Filter.in("n", List.of(Value.of(3), Value.of(1), Value.of(1), Value.of("x"))))))
                .containsExactly("a", "c");
        assertThat(names(from(Filter.in("n", List.of(Value.of(2)))))).containsExactly("b");
        assertThat(names(from(Filter.in("n", List.of())))).isEmpty();
        assertThat(datastore.count(from(Filter.in("n", List.of(Value.of(3), Value.of(1))))))
                .isEqualTo(2);
    }

    @Test
    void inSortedByItsOwnPropertyComesByTheMatchedValue() {
        putNamed("T", "a", "n", longs(1, 8));
        putNamed("T", "b", "n", Value.of(5));
        putNamed("T", "c", "n", longs(2, 9));
        Query query = from(Filter.in("n", List.of(Value.of(8), Value.of(5), Value.of(2), Value.of(9))));

        assertThat(names(query.orderBy(Order.ascending("n")))).containsExactly("c", "b", "a");
        assertThat(names(query.orderBy(Order.descending("n")))).containsExactly("c", "a", "b");
    }

    @Test
    void notInFindsWhatHasAValueOutsideOfTheList() {
        putWorkedExamples();

        assertThat(names(from(notIn("n", Value.of(5), Value.of(3))))).containsExactly("t3", "t1", "t4");
        assertThat(names(from(notIn("n", Value.of(8), Value.of(3), Value.NULL))))
                .containsExactly("t2", "t4");
        assertThat(names(from(notIn("n", Value.of("x"))))).containsExactly("t3", "t1", "t2");
        assertThat(names(from(notIn("n")))).containsExactlyInAnyOrder("t1", "t2", "t3", "t4");
    }

    @Test
    void orFindsWhatSatisfiesEitherConditionOnce() {
        datastore.put(List.of(
                Entity.builder(key("T", "a")).set("x", 1).set("y", 9).build(),
                Entity.builder(key("T", "b")).set("x", 2).set("y", 1).build(),
                Entity.builder(key("T", "c")).set("x", 3).set("y", 3).build(),
                Entity.builder(key("T", "d")).set("x", 1).set("y", 1).build(),
                Entity.builder(key("T", "e")).set("y", 1).build()));
        Query either = from(Filter.or(eq("x", 1), eq("y", 1)));

        assertThat(names(either)).containsExactly("a", "b", "d", "e");
        assertThat(names(either.orderBy(Order.descending("x")))).containsExactly("b", "a", "d");
        assertThat(names(either.orderBy(Order.descending("y")))).containsExactly("a", "b", "d", "e");
        assertThat(names(either.offset(1).limit(2))).containsExactly("b", "d");
        assertThat(datastore.count(either)).isEqualTo(4);
        assertThat(datastore.count(either.offset(1).limit(2))).isEqualTo(2);
    }

    @Test
    void andAndOrNestToAnyDepth() {
        for (int i = 1; i <= 20; i++) {
            datastore.put(Entity.builder(key("T", i))
                    .set("x", i)
                    .set("even", i % 2 == 0)
                    .build());
        }
        Filter filter = Filter.and(
                Filter.or(Filter.and(gt("x", 3), lt("x", 7)), Filter.in("x", List.of(Value.of(10), Value.of(11)))),
                Filter.or(eq("even", Value.of(true)), Filter.and(eq("x", 11), ne("x", Value.of(12)))));

        assertThat(names(from(filter))).containsExactlyInAnyOrder("4", "6", "10", "11");
        assertThat(names(from(filter).orderBy(Order.descending("x")))).containsExactly("11", "10", "6", "4");
        assertThat(names(from(Filter.and()))).hasSize(20);
    }

    @Test
    void anEntityFoundByTwoConditionsStandsWhereItComesFirst() {
        putNamed("T", "a", "n", longs(1, 9));
        putNamed("T", "b", "n", Value.of(5));
        Query query = from(Filter.or(ge("n", 7), Filter.and(ge("n", 0), le("n", 6))));

        assertThat(names(query.orderBy(Order.ascending("n")))).containsExactly("a", "b");
        assertThat(names(query.orderBy(Order.descending("n")))).containsExactly("a", "b");
    }

    @Test
    void anAncestorQueryFindsTheKeyItselfAndAllBelow() {
        Key parent = putNamed("P", "r");
        datastore.put(List.of(
                Entity.builder(parent.child("T", "child")).set("n", 1).build(),
                Entity.builder(parent.child("X", 1).child("T", "grandchild"))
                        .set("n", 3)
                        .build(),
                Entity.builder(parent.child("U", "other kind")).set("n", 2).build(),
                Entity.builder(key("P", "rr").child("T", "longer name"))
                        .set("n", 1)
                        .build(),
                Entity.builder(key("P", "q").child("T", "before")).set("n", 1).build(),
                Entity.builder(key("T", "root")).set("n", 1).build()));

        assertThat(names(Query.kindless().ancestor(parent))).containsExactly("r", "child", "other kind", "grandchild");
        assertThat(names(Query.kind("T").ancestor(parent))).containsExactly("child", "grandchild");
        assertThat(names(Query.kind("P").ancestor(parent))).containsExactly("r");
        assertThat(names(Query.kind("T").ancestor(parent).filter(eq("n", 1)))).containsExactly("child");
        assertThat(names(Query.kind("T").ancestor(parent).filter(gt("n", 0)).orderBy(Order.descending("n"))))
                .containsExactly("grandchild", "child");
        assertThat(names(Query.kind("T").ancestor(parent.child("X", 1)))).containsExactly("grandchild");
        assertThat(names(Query.kind("T").ancestor(key("P", "none")))).isEmpty();
        assertThat(datastore.count(Query.kindless().ancestor(parent))).isEqualTo(4);
    }

    @Test
    void idOneIsNoAncestorOfIdTen() {
        datastore.put(List.of(
                Entity.builder(key("P", 1).child("T", "one")).build(),
                Entity.builder(key("P", 10).child("T", "ten")).build(),
                Entity.builder(key("P", "1").child("T", "name")).build(),
                Entity.builder(key("P", 256).child("T", "byte")).build()));

        assertThat(names(Query.kind("T").ancestor(key("P", 1)))).containsExactly("one");
    }

    @Test
    void aKindlessQueryCrossesKinds() {
        putNamed("B", "b");
        putNamed("A", "a");
        putNamed("C", "c");

        assertThat(names(Query.kindless())).containsExactly("a", "b", "c");
        assertThat(names(Query.kindless().filter(Filter.key(Operator.GREATER_THAN, key("A", "a")))))
                .containsExactly("b", "c");
        assertThat(names(Query.kindless().orderBy(Order.ascending(Query.KEY)).limit(2)))
                .containsExactly("a", "b");
        assertThat(names(Query.kindless().filter(Filter.key(Operator.EQUAL, key("B", "b")))))
                .containsExactly("b");
    }

    @Test
    void aKindlessQueryKnowsNoProperties() {
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> names(Query.kindless().filter(eq("n", 1))))
                .withMessageContaining("kind");
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> names(Query.kindless().orderBy(Order.ascending("n"))))
                .withMessageContaining("kind");
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> datastore.count(Query.kindless().filter(Filter.or(eq("n", 1), eq("n", 2)))));
    }

    @Test
    void keyRangesCompareKeysOfAnyKindAndParent() {
        for (long id : new long[] {-5, 1, 2, 3, 300}) {
            datastore.put(Entity.builder(key("T", id)).set("n", 1).build());
        }
        datastore.put(Entity.builder(key("T", 2).child("T", 7)).set("n", 1).build());
        putNamed("T", "name", "n", Value.of(1));

        assertThat(names(from(Filter.key(Operator.GREATER_THAN, key("T", 2)))))
                .containsExactly("7", "3", "300", "name");
        assertThat(names(from(Filter.key(Operator.LESS_THAN_OR_EQUAL, key("T", 2)))))
                .containsExactly("-5", "1", "2");
        assertThat(names(from(
                        Filter.key(Operator.GREATER_THAN, key("T", 1)),
                        Filter.key(Operator.LESS_THAN, key("T", 3)),
                        eq("n", 1))))
                .containsExactly("2", "7");
        assertThat(names(from(Filter.key(Operator.GREATER_THAN, key("S", 1))))).hasSize(7);
        assertThat(names(from(Filter.key(Operator.GREATER_THAN, key("U", 1))))).isEmpty();
        assertThat(names(from(Filter.key(Operator.EQUAL, key("T", 3))))).containsExactly("3");
        assertThat(names(from(Filter.key(Operator.EQUAL, key("U", 3))))).isEmpty();
        assertThat(names(from(ne(Query.KEY, Value.of(key("T", 3)))))).hasSize(6).doesNotContain("3");
        assertThat(names(from(Filter.in(Query.KEY, List.of(Value.of(key("T", 300)), Value.of(key("T", -5)))))))
                .containsExactly("-5", "300");
        assertThat(names(from(Filter.key(Operator.GREATER_THAN, key("T", 2))).orderBy(Order.descending(Query.KEY))))
                .containsExactly("name", "300", "3", "7");
        assertThat(names(Query.kind("T").ancestor(key("T", 2)).filter(Filter.key(Operator.GREATER_THAN, key("T", 2)))))
                .containsExactly("7");
    }

    @Test
    void aKeyOfAnotherNamespaceOrApplicationIsNoBound() {
        Key elsewhere = datastore.partition().withNamespace("elsewhere").key("T", 1);
        Key foreign = new Partition("somebody-else", "").key("T", 1);

        for (Key key : List.of(elsewhere, foreign)) {
            String which = key == elsewhere ? "elsewhere" : "somebody-else";
            assertThatExceptionOfType(InvalidQueryException.class)
                    .isThrownBy(() -> names(from(Filter.key(Operator.GREATER_THAN, key))))
                    .withMessageContaining(which);
            assertThatExceptionOfType(InvalidQueryException.class)
                    .isThrownBy(() -> names(from(Filter.in(Query.KEY, List.of(Value.of(key))))))
                    .withMessageContaining(which);
        }
        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(() -> names(Query.kind("T").ancestor(foreign)))
                .withMessageContaining("somebody-else");
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> names(Query.kind("T").namespace("third").ancestor(elsewhere)))
                .withMessageContaining("elsewhere")
                .withMessageContaining("third");
        assertThat(names(Query.kind("T").ancestor(elsewhere))).isEmpty();
        assertThat(names(Query.kind("T").namespace("elsewhere").filter(Filter.key(Operator.GREATER_THAN, elsewhere))))
                .isEmpty();
    }

    @Test
    void aReferenceToAnotherNamespaceIsAnOrdinaryValue() {
        Key elsewhere = datastore.partition().withNamespace("elsewhere").key("T", 1);
        putNamed("T", "a", "ref", Value.of(elsewhere));

        assertThat(names(from(eq("ref", Value.of(elsewhere))))).containsExactly("a");
    }

    @Test
    void propertiesOfEmbeddedEntitiesAreFoundByDottedNames() {
        Map<String, Property> berlin = Map.of(
                "city", Property.of(Value.of("Berlin")),
                "secret", Property.unindexed(Value.of(1)),
                "geo", Property.of(new Value.EntityValue(null, Map.of("lat", Property.of(Value.of(52))))));
        Map<String, Property> bonn = Map.of("city", Property.of(Value.of("Bonn")));
        datastore.put(List.of(
                Entity.builder(key("T", "one"))
                        .set("home", new Value.EntityValue(null, berlin))
                        .build(),
                Entity.builder(key("T", "list"))
                        .set("home", list(new Value.EntityValue(null, bonn), new Value.EntityValue(null, berlin)))
                        .build(),
                Entity.builder(key("T", "unindexed"))
                        .setUnindexed("home", new Value.EntityValue(null, berlin))
                        .build()));

        assertThat(names(from(eq("home.city", Value.of("Berlin"))))).containsExactly("list", "one");
        assertThat(names(from(eq("home.city", Value.of("Bonn"))))).containsExactly("list");
        assertThat(names(from(eq("home.geo.lat", 52)))).containsExactly("list", "one");
        assertThat(names(from(eq("home.secret", 1)))).isEmpty();
        assertThat(names(from().orderBy(Order.descending("home.city")))).containsExactly("list", "one");
        assertThat(names(from(gt("home", 0)))).isEmpty();
    }

    /** The second write adds one value only; that there are two shows when both properties are looked at. */
    @Test
    void aDottedNameAndAnEmbeddedPropertyAreOneProperty() {
        Entity literal = Entity.builder(key("T", "a")).set("n.x", 1).build();
        Entity both = literal.toBuilder()
                .set("n", new Value.EntityValue(null, Map.of("x", Property.of(Value.of(5)))))
                .build();
        datastore.put(literal);
        putNamed("T", "b", "n.x", Value.of(3));
        assertThat(names(from(ge("n.x", 0)))).containsExactly("a", "b");

        datastore.put(both);

        assertThat(names(from(ge("n.x", 0)))).containsExactly("a", "b");
        assertThat(names(from(ge("n.x", 0)).orderBy(Order.descending("n.x")))).containsExactly("a", "b");
        assertThat(datastore.count(from(ge("n.x", 0)))).isEqualTo(2);
        assertThat(names(from(eq("n.x", 1), eq("n.x", 5)))).containsExactly("a");
        datastore.put(both.toBuilder().remove("n.x").build());
        assertThat(names(from(ge("n.x", 0)))).containsExactly("b", "a");
    }

    @Test
    void anEmptyListMatchesNothingButTheKind() {
        putNamed("T", "empty", "n", list());
        putNamed("T", "null", "n", list(Value.NULL));

        assertThat(names(from(eq("n", Value.NULL)))).containsExactly("null");
        assertThat(names(from().orderBy(Order.ascending("n")))).containsExactly("null");
        assertThat(names(from(ne("n", Value.of(1))))).containsExactly("null");
        assertThat(names(from())).containsExactly("empty", "null");
    }

    @Test
    void aRepeatedValueCountsOnce() {
        putNamed("T", "a", "n", longs(1, 2, 1, 1));
        putNamed("T", "b", "n", longs(2, 2));

        assertThat(names(from(eq("n", 1)))).containsExactly("a");
        assertThat(names(from(ge("n", 1)))).containsExactly("a", "b");
        assertThat(datastore.count(from(ge("n", 1)))).isEqualTo(2);
        datastore.delete(key("T", "a"));
        assertThat(names(from(ge("n", 1)))).containsExactly("b");
    }

    @Test
    void limitAndOffsetCutTheAnswer() {
        for (int i = 1; i <= 5; i++) {
            putNamed("T", "t" + i, "n", Value.of(i));
        }

        for (Query query : List.of(from(), from(ge("n", 1)), from().orderBy(Order.ascending("n")))) {
            assertThat(names(query.limit(2))).containsExactly("t1", "t2");
            assertThat(names(query.offset(3))).containsExactly("t4", "t5");
            assertThat(names(query.offset(1).limit(3))).containsExactly("t2", "t3", "t4");
            assertThat(names(query.limit(0))).isEmpty();
            assertThat(names(query.offset(5))).isEmpty();
            assertThat(names(query.offset(1_000_000_000))).isEmpty();
            assertThat(names(query.limit(Integer.MAX_VALUE))).hasSize(5);
            assertThat(names(query.limit(Integer.MAX_VALUE).offset(Integer.MAX_VALUE)))
                    .isEmpty();
            assertThat(names(query.limit(-1))).hasSize(5);
        }
    }

    @Test
    void countHonoursLimitAndOffset() {
        for (int i = 1; i <= 5; i++) {
            putNamed("T", "t" + i, "n", longs(i, i + 1));
        }

        for (Query query : List.of(
                from(),
                from(ge("n", 1)),
                from().orderBy(Order.descending("n")),
                from(ne("n", Value.of(2))),
                Query.kindless())) {
            assertThat(datastore.count(query)).isEqualTo(5);
            assertThat(datastore.count(query.limit(3))).isEqualTo(3);
            assertThat(datastore.count(query.offset(3))).isEqualTo(2);
            assertThat(datastore.count(query.offset(3).limit(1))).isEqualTo(1);
            assertThat(datastore.count(query.offset(9))).isZero();
            assertThat(datastore.count(query.limit(0))).isZero();
            assertThat(datastore.count(query.keysOnly())).isEqualTo(5);
        }
        assertThat(datastore.count(Query.kind("None"))).isZero();
    }

    @Test
    void keysOnlyFindsTheSameInTheSameOrderWithoutProperties() {
        putWorkedExamples();

        for (Query query : List.of(from(), from(gt("n", 4)), from().orderBy(Order.descending("n")), from(eq("n", 8)))) {
            List<Entity> found = datastore.run(query.keysOnly()).toList();

            assertThat(found).isNotEmpty().allSatisfy(entity -> assertThat(entity.properties())
                    .isEmpty());
            assertThat(found).extracting(Entity::key).isEqualTo(keys(datastore, query));
        }
    }

    @Test
    void resultsAreWholeEntities() {
        Entity entity = Entity.builder(key("T", "a"))
                .set("n", longs(8, 3))
                .setUnindexed("text", Value.of("x".repeat(5_000)))
                .set("empty", list())
                .build();
        datastore.put(entity);

        for (Query query : List.of(from(), from(gt("n", 5)), from(eq("n", 3), eq("n", 8)), Query.kindless())) {
            assertThat(datastore.run(query).toList()).containsExactly(entity);
        }
    }

    @Test
    void aQueryRepeatedWithManyBatchesFindsEverything() {
        List<Entity> entities = new ArrayList<>();
        for (int i = 1; i <= 2_500; i++) {
            entities.add(Entity.builder(key("T", i)).set("n", i % 100).build());
        }
        datastore.put(entities);

        assertThat(keys(datastore, from()))
                .isEqualTo(entities.stream().map(Entity::key).toList());
        assertThat(keys(datastore, from().orderBy(Order.descending("n"))))
                .hasSize(2_500)
                .doesNotHaveDuplicates();
        assertThat(keys(datastore, from(eq("n", 7)))).hasSize(25).isSorted();
        assertThat(keys(datastore, from(ne("n", Value.of(7))))).hasSize(2_475).doesNotHaveDuplicates();
    }

    @Test
    void resultsEndForGood() {
        putNamed("T", "a");

        try (QueryResults results = datastore.run(from())) {
            assertThat(results.hasNext()).isTrue();
            assertThat(results.hasNext()).isTrue();
            results.next();
            assertThat(results.hasNext()).isFalse();
            assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(results::next);
            assertThat(results.hasNext()).isFalse();
        }
    }

    @Test
    void resultsCanBeClosedEarlyAndTwice() {
        putWorkedExamples();
        QueryResults results = datastore.run(from());
        results.next();

        results.close();
        results.close();

        assertThat(names(from())).hasSize(6);
    }

    @Test
    void resultsAreASnapshot() {
        List<Entity> entities = new ArrayList<>();
        for (int i = 1; i <= 500; i++) {
            entities.add(Entity.builder(key("T", i)).set("n", i).build());
        }
        datastore.put(entities);

        List<Entity> seen = new ArrayList<>();
        try (QueryResults results = datastore.run(from(ge("n", 1)))) {
            seen.add(results.next());
            datastore.delete(entities.stream().map(Entity::key).toList());
            putNamed("T", "new", "n", Value.of(250));
            results.forEachRemaining(seen::add);
        }

        assertThat(seen).isEqualTo(entities);
        assertThat(names(from(ge("n", 1)))).containsExactly("new");
    }

    @Test
    void thirtyConjunctionsAreTheLimit() {
        List<Value> many = IntStream.range(0, 31).mapToObj(Value::of).toList();
        putNamed("T", "a", "n", Value.of(29));

        assertThat(names(from(Filter.in("n", many.subList(0, 30))))).containsExactly("a");
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> names(from(Filter.in("n", many))))
                .withMessageContaining("31")
                .withMessageContaining("30");
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> names(from(Filter.in("n", many.subList(0, 6)), Filter.in("m", many.subList(0, 6)))))
                .withMessageContaining("36")
                .withMessageContaining("30");
    }

    @Test
    void tenValuesAreTheLimitOfNotIn() {
        Value[] eleven = IntStream.range(0, 11).mapToObj(Value::of).toArray(Value[]::new);
        putNamed("T", "a", "n", Value.of(10));

        assertThat(names(from(notIn("n", Arrays.copyOf(eleven, 10))))).containsExactly("a");
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> names(from(notIn("n", eleven))))
                .withMessageContaining("NOT IN on \"n\"")
                .withMessageContaining("11")
                .withMessageContaining("10");
    }

    @Test
    void anEmptyInMakesAnyQueryEmptyHoweverManyAlternativesItsOtherFiltersHave() {
        putNamed("K", "k", "a", Value.of(1));
        Query query = Query.kind("K");
        for (int i = 0; i < 6; i++) {
            query = query.filter("a", Operator.NOT_EQUAL, Value.of(10 + i));
        }
        Query tooMany = query;

        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> datastore.run(tooMany))
                .withMessageContaining("64 alternatives");
        assertThat(datastore.count(tooMany.filter(Filter.in("a", List.of())))).isZero();
    }
}
