package dev.kindred.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.model.ByteString;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.InvalidValueException;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Cursor;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.InvalidQueryException;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Query;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Projection and distinct: sections 6.6 and 6.4 of the datastore's rules. */
abstract class ProjectionContract extends DatastoreScenario {

    ProjectionContract(Datastore datastore) {
        super(datastore);
    }

    /** Rows as text, such as {@code x:1,a}. */
    private List<String> rows(EntityOperations on, Query query) {
        return on.run(query).toList().stream().map(ProjectionContract::text).toList();
    }

    private List<String> rows(Query query) {
        return rows(datastore, query);
    }

    private static String text(Entity row) {
        return row.key().name() + ":"
                + row.properties().values().stream()
                        .map(property -> shown(property.value()))
                        .collect(Collectors.joining(","));
    }

    private static String shown(Value value) {
        return value instanceof Value.LongValue number
                ? Long.toString(number.value())
                : value instanceof Value.StringValue string ? string.value() : value.toString();
    }

    @Test
    void aListMakesARowForEachDistinctValueAndTwoListsForEachPair() {
        datastore.put(Entity.builder(key("Foo", "f"))
                .set("A", longs(1, 2, 1))
                .set("B", list(Value.of("x"), Value.of("y")))
                .build());

        assertThat(rows(Query.kind("Foo").project("A", "B"))).containsExactly("f:1,x", "f:1,y", "f:2,x", "f:2,y");
        assertThat(rows(Query.kind("Foo").project("A"))).containsExactly("f:1", "f:2");
        assertThat(datastore.count(Query.kind("Foo").project("A", "B"))).isEqualTo(4);
    }

    @Test
    void aRowCarriesTheProjectedPropertiesInTheOrderAskedForAndNothingElse() {
        datastore.put(Entity.builder(key("Foo", "f"))
                .set("A", 1)
                .set("B", "x")
                .set("C", true)
                .build());

        Entity row = datastore.run(Query.kind("Foo").project("B", "A")).toList().get(0);

        assertThat(row.properties().keySet()).containsExactly("B", "A");
        assertThat(row.key()).isEqualTo(key("Foo", "f"));
    }

    @Test
    void rowsComeByTheOrdersThenByTheProjectedPropertiesInAlphabeticalOrderThenByKey() {
        for (String name : List.of("c", "b", "a")) {
            datastore.put(Entity.builder(key("K", name))
                    .set("y", name.equals("a") ? 1 : 2)
                    .set("x", 5)
                    .set("z", name.equals("b") ? 0 : 9)
                    .build());
        }

        assertThat(rows(Query.kind("K").project("y", "x"))).containsExactly("a:1,5", "b:2,5", "c:2,5");
        assertThat(rows(Query.kind("K").project("y").orderBy("-z"))).containsExactly("a:1", "c:2", "b:2");
        assertThat(rows(Query.kind("K").project("y").orderBy("-__key__"))).containsExactly("c:2", "b:2", "a:1");
    }

    @Test
    void anOrderedListMultipliesRowsAlthoughItIsNotProjected() {
        datastore.put(Entity.builder(key("K", "k"))
                .set("a", longs(1, 2))
                .set("b", longs(7, 8))
                .build());

        assertThat(rows(Query.kind("K").project("a").orderBy("-b"))).containsExactly("k:1", "k:2", "k:1", "k:2");
        assertThat(rows(Query.kind("K").project("a").orderBy("__key__"))).containsExactly("k:1", "k:2");
    }

    @Test
    void onlyValuesWithinTheFilteredRangesMakeRows() {
        datastore.put(Entity.builder(key("K", "k"))
                .set("a", longs(1, 5, 9))
                .set("b", longs(1, 2))
                .build());

        assertThat(rows(Query.kind("K").project("a").filter("a >", Value.of(1))))
                .containsExactly("k:5", "k:9");
        assertThat(rows(Query.kind("K").project("b").filter("a >", Value.of(1))))
                .containsExactly("k:1", "k:2", "k:1", "k:2");
        assertThat(rows(Query.kind("K")
                        .project("a", "b")
                        .filter("a <", Value.of(9))
                        .filter("b =", Value.of(2))
                        .project("a")))
                .containsExactly("k:1", "k:5");
    }

    @Test
    void anEntityThatLacksAProjectedPropertyOrHasItUnindexedHasNoRowAndNullIsAValue() {
        putNamed("K", "missing");
        datastore.put(Entity.builder(key("K", "unindexed"))
                .set("a", Property.unindexed(Value.of(1)))
                .build());
        putNamed("K", "null", "a", Value.NULL);
        putNamed("K", "empty", "a", longs());

        assertThat(rows(Query.kind("K").project("a"))).containsExactly("null:NULL");
        assertThat(rows(Query.kind("K").project("a", "never"))).isEmpty();
    }

    @Test
    void valuesComeAsTheIndexKnowsThem() {
        Instant time = Instant.parse("2026-01-02T03:04:05.678901Z");
        datastore.put(Entity.builder(key("K", "k"))
                .set("bytes", Value.of(ByteString.copyOf(new byte[] {'o', 'k'})))
                .set("raw", Value.of(ByteString.copyOf(new byte[] {-1, 0, -2})))
                .set("time", time)
                .build());

        Entity row = datastore
                .run(Query.kind("K")
                        .project("bytes", "raw", "time")
                        .orderBy("-raw")
                        .orderBy("-time"))
                .toList()
                .get(0);

        assertThat(row.properties())
                .containsEntry("bytes", Property.of(Value.of("ok")))
                .containsEntry("raw", Property.of(Value.of(ByteString.copyOf(new byte[] {-1, 0, -2}))))
                .containsEntry("time", Property.of(Value.of(time.getEpochSecond() * 1_000_000 + 678_901)));
    }

    @Test
    void embeddedPropertiesAreProjectedByTheirDottedNames() {
        datastore.put(Entity.builder(key("K", "k"))
                .set("at", new Value.EntityValue(null, java.util.Map.of("city", Property.of(Value.of("Rome")))))
                .build());

        assertThat(rows(Query.kind("K").project("at.city"))).containsExactly("k:Rome");
    }

    @Test
    void aProjectedRowCannotBeStored() {
        putNamed("K", "k", "a", Value.of(1));
        Entity row = datastore.run(Query.kind("K").project("a")).toList().get(0);

        assertThat(row.isPartial()).isTrue();
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> datastore.put(row))
                .withMessageContaining("it is partial");
        assertThat(datastore.get(row.key()).properties()).containsOnlyKeys("a");
    }

    @Test
    void offsetLimitAndCursorsCountRows() {
        datastore.put(Entity.builder(key("K", "a")).set("n", longs(1, 2, 3)).build());
        datastore.put(Entity.builder(key("K", "b")).set("n", longs(2, 3, 4)).build());
        Query query = Query.kind("K").project("n").orderBy("-n");
        List<String> all = rows(query);
        assertThat(all).containsExactly("b:4", "a:3", "b:3", "a:2", "b:2", "a:1");

        assertThat(rows(query.offset(1).limit(3))).isEqualTo(all.subList(1, 4));
        assertThat(datastore.count(query.offset(1).limit(3))).isEqualTo(3);
        for (int cut = 0; cut <= all.size(); cut++) {
            Cursor cursor;
            try (QueryResults results = datastore.run(query)) {
                for (int i = 0; i < cut; i++) {
                    results.next();
                }
                cursor = results.cursor();
            }
            assertThat(rows(query.startAt(cursor))).isEqualTo(all.subList(cut, all.size()));
            assertThat(rows(query.endAt(cursor))).isEqualTo(all.subList(0, cut));
        }
    }

    @Test
    void aCursorBelongsToItsProjection() {
        putNamed("K", "k", "a", Value.of(1));
        Cursor cursor;
        try (QueryResults results = datastore.run(Query.kind("K").project("a"))) {
            results.next();
            cursor = results.cursor();
        }

        for (Query other : List.of(
                Query.kind("K").orderBy("a"),
                Query.kind("K").project("a").distinct(),
                Query.kind("K").project("a", "b"))) {
            assertThatExceptionOfType(InvalidQueryException.class)
                    .isThrownBy(() -> datastore.run(other.startAt(cursor)))
                    .withMessageContaining("another query");
        }
    }

    @Test
    void aTransactionProjectsItsOwnWrites() {
        putNamed("K", "old", "a", longs(1, 3));
        putNamed("K", "gone", "a", longs(1, 2));

        datastore.runInTransaction(transaction -> {
            transaction.delete(key("K", "gone"));
            transaction.put(
                    Entity.builder(key("K", "new")).set("a", longs(2, 4)).build());
            assertThat(rows(transaction, Query.kind("K").project("a")))
                    .containsExactly("old:1", "new:2", "old:3", "new:4");
            return null;
        });
    }

    @Test
    void alternativesMakeOneRowOfEachCombination() {
        datastore.put(Entity.builder(key("K", "k"))
                .set("a", longs(1, 2, 3))
                .set("t", list(Value.of("x"), Value.of("y")))
                .build());

        assertThat(rows(Query.kind("K").project("a").filter(Filter.in("t", List.of(Value.of("x"), Value.of("y"))))))
                .containsExactly("k:1", "k:2", "k:3");
        assertThat(rows(Query.kind("K").project("a").filter("a !=", Value.of(2))))
                .containsExactly("k:1", "k:3");
    }

    @Test
    void distinctKeepsTheFirstRowOfEachCombination() {
        for (int i = 0; i < 6; i++) {
            datastore.put(Entity.builder(key("K", "k" + i))
                    .set("a", i % 2)
                    .set("b", i % 3 == 0 ? "x" : "y")
                    .build());
        }

        assertThat(rows(Query.kind("K").project("a").distinct())).containsExactly("k0:0", "k1:1");
        assertThat(rows(Query.kind("K").project("a", "b").distinct()))
                .containsExactly("k0:0,x", "k2:0,y", "k3:1,x", "k1:1,y");
        assertThat(rows(Query.kind("K").project("a", "b").distinctOn("b"))).containsExactly("k0:0,x", "k2:0,y");
        assertThat(rows(Query.kind("K").project("a").distinct().orderBy("-a"))).containsExactly("k1:1", "k0:0");
        assertThat(rows(Query.kind("K")
                        .project("a", "b")
                        .distinctOn("a")
                        .orderBy("a")
                        .orderBy("-b")))
                .containsExactly("k2:0,y", "k1:1,y");
        assertThat(datastore.count(Query.kind("K").project("a", "b").distinct()))
                .isEqualTo(4);
        assertThat(rows(Query.kind("K").project("a", "b").distinct().offset(1).limit(2)))
                .containsExactly("k2:0,y", "k3:1,x");
    }

    @Test
    void wholeEntitiesCanBeDistinctOnProperties() {
        putNamed("K", "a1", "a", Value.of(1));
        putNamed("K", "a2", "a", Value.of(1));
        putNamed("K", "b1", "a", Value.of(2));
        putNamed("K", "none");

        assertThat(names(Query.kind("K").distinctOn("a"))).containsExactly("a1", "b1");
        assertThat(names(Query.kind("K").distinctOn("a").keysOnly())).containsExactly("a1", "b1");
        assertThat(names(Query.kind("K").distinctOn("a").filter("a =", Value.of(1))))
                .containsExactly("a1");
    }

    @Test
    void aDistinctQueryGoesOnBehindTheGroupOfItsCursor() {
        List<Entity> entities = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            entities.add(Entity.builder(key("K", String.format("%03d", i)))
                    .set("a", i % 3)
                    .build());
        }
        datastore.put(entities);
        for (String order : List.of("a", "-a")) {
            Query query = Query.kind("K").project("a").distinct().orderBy(order);
            List<String> all = rows(query);
            assertThat(all).hasSize(3);

            for (int cut = 0; cut <= 3; cut++) {
                Cursor cursor;
                try (QueryResults results = datastore.run(query)) {
                    for (int i = 0; i < cut; i++) {
                        results.next();
                    }
                    cursor = results.cursor();
                }
                if (cut > 0) {
                    datastore.delete(key("K", all.get(cut - 1).substring(0, 3)));
                }
                assertThat(rows(query.startAt(cursor))).isEqualTo(all.subList(cut, 3));
                datastore.put(entities);
            }
        }
    }

    @Test
    void distinctBreaksNoRuleOfItsOrders() {
        Query query = Query.kind("K").project("a", "b");

        refuses(query.distinctOn("a").orderBy("b"), "Put them first in its orders");
        refuses(query.distinctOn("a", "b").orderBy("a").orderBy("c"), "Put them first in its orders");
        refuses(query.distinctOn("a").orderBy("__key__"), "__key__");
        refuses(query.distinctOn("a").filter("c >", Value.of(1)).orderBy("a"), "range on \"c\"");
        refuses(query.distinctOn("c"), "not among the projected");
        refuses(Query.kind("K").distinct(), "distinct() is for projections");
        refuses(Query.kindless().distinctOn("a"), "name a kind");
        refuses(Query.kindless().project("a"), "name a kind");
    }

    @Test
    void anOrderByAKeyThatAllAlternativesShareDecidesNothing() {
        Key key = putNamed("K", "k", "a", longs(1, 2, 3));

        assertThat(rows(Query.kind("K")
                        .project("a")
                        .distinct()
                        .filter(Filter.key(Operator.EQUAL, key))
                        .filter("a !=", Value.of(2))
                        .orderBy("-__key__")))
                .containsExactly("k:1", "k:3");
    }

    @Test
    void withOneKeyNoOrderCountsHoweverManyAlternativesThereAreAndWhateverTheirValues() {
        Key key = putNamed("K", "k", "a", longs(1, 2));
        Query query = Query.kind("K")
                .project("a")
                .distinct()
                .filter(Filter.key(Operator.EQUAL, key))
                .orderBy("-b");

        for (long other : new long[] {1, 5}) {
            Query either = query.filter(Filter.or(
                    Filter.of("a", Operator.GREATER_THAN_OR_EQUAL, Value.of(1)),
                    Filter.of("a", Operator.GREATER_THAN_OR_EQUAL, Value.of(other))));
            assertThat(rows(either)).containsExactly("k:1", "k:2");
        }
        Filter twoKeys = Filter.in(Query.KEY, List.of(Value.of(key), Value.of(key("K", "l"))));
        refuses(Query.kind("K").project("a").distinct().filter(twoKeys).orderBy("-b"), "Put them first in its orders");
    }

    @Test
    void anEmptyInChangesNothingAboutWhatIsRefused() {
        Filter none = Filter.in("c", List.of());
        Query query = Query.kind("K").project("a").distinct().filter(none);

        assertThat(rows(query.filter("b =", Value.of(1)).orderBy("b").orderBy("a")))
                .isEmpty();
        assertThat(rows(query.filter(Filter.key(Operator.EQUAL, key("K", "k"))).orderBy("-b")))
                .isEmpty();
        refuses(query.orderBy("b"), "Put them first in its orders");
        refuses(query.filter("b >", Value.of(1)).orderBy("a"), "range on \"b\"");
    }

    @Test
    void aPropertyWithAnEqualityIsNotProjected() {
        refuses(Query.kind("K").project("a").filter("a =", Value.of(1)), "Leave it out of the projection");
        refuses(
                Query.kind("K").project("a").filter(Filter.in("a", List.of(Value.of(1), Value.of(2)))),
                "Leave it out of the projection");
        refuses(
                Query.kind("K")
                        .project("a")
                        .filter(Filter.or(Filter.equal("b", Value.of(1)), Filter.equal("a", Value.of(1)))),
                "Leave it out of the projection");
    }

    @Test
    void tooManyCombinationsAreRefusedAndTheEntityIsNamed() {
        Value many = longs(java.util.stream.LongStream.range(0, 200).toArray());
        datastore.put(
                Entity.builder(key("K", "k")).set("a", many).set("b", many).build());

        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(
                        () -> datastore.run(Query.kind("K").project("a", "b")).toList())
                .withMessageContaining("K(\"k\")")
                .withMessageContaining("20000");
    }

    private void refuses(Query query, String message) {
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> datastore.run(query))
                .withMessageContaining(message);
        assertThatExceptionOfType(InvalidQueryException.class).isThrownBy(() -> datastore.count(query));
    }

    @Test
    void keysCanBoundAProjection() {
        Key first = putNamed("K", "a", "n", longs(1, 2));
        putNamed("K", "b", "n", longs(1));

        assertThat(rows(Query.kind("K").project("n").filter(Filter.key(Operator.GREATER_THAN, first))))
                .containsExactly("b:1");
        assertThat(rows(Query.kind("K").project("n").filter(Filter.key(Operator.EQUAL, first))))
                .containsExactly("a:1", "a:2");
        assertThat(rows(Query.kind("K").project("n").ancestor(first))).containsExactly("a:1", "a:2");
    }
}
