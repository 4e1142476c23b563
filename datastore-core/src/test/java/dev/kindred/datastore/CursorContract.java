package dev.kindred.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.model.ByteString;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Cursor;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.InvalidQueryException;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Going on where a query stopped. */
abstract class CursorContract extends DatastoreScenario {

    private static final Query ALL = Query.kind("T");

    CursorContract(Datastore datastore) {
        super(datastore);
    }

    private void putNumbers() {
        datastore.put(List.of(
                Entity.builder(key("T", "a")).set("n", longs(3, 8)).set("m", 1).build(),
                Entity.builder(key("T", "b")).set("n", 5).set("m", 2).build(),
                Entity.builder(key("T", "c")).set("n", longs(5, 3)).set("m", 2).build(),
                Entity.builder(key("T", "d"))
                        .set("n", Value.NULL)
                        .set("m", longs(1, 2))
                        .build(),
                Entity.builder(key("T", "e")).set("n", "x").set("m", 1).build(),
                Entity.builder(key("T", "f"))
                        .set("n", longs(8, 8, 1))
                        .set("m", "y")
                        .build(),
                Entity.builder(key("T", "g"))
                        .set("n", list(Value.of("x"), Value.of(5)))
                        .set("m", 2)
                        .build(),
                Entity.builder(key("T", "h").child("T", "i"))
                        .set("n", 5)
                        .set("m", 1)
                        .build(),
                Entity.builder(key("T", "j")).build(),
                Entity.builder(key("T", "k")).set("n", 5).set("m", longs(1, 2)).build(),
                Entity.builder(key("T", "z")).set("n", 5).set("m", "y").build()));
    }

    private static Filter compare(String property, Operator operator, long value) {
        return Filter.of(property, operator, Value.of(value));
    }

    private List<Query> shapes() {
        Filter m = Filter.equal("m", Value.of(2));
        Filter either = Filter.or(Filter.equal("n", Value.of(5)), Filter.equal("m", Value.of(1)));
        Filter in = Filter.in("n", List.of(Value.of(8), Value.of(3), Value.of("x")));
        Filter anyOfM = Filter.in("m", List.of(Value.of(1), Value.of(2), Value.of("y")));
        Filter ge = compare("n", Operator.GREATER_THAN_OR_EQUAL, 4);
        return List.of(
                ALL,
                ALL.orderBy(Order.descending(Query.KEY)),
                ALL.orderBy(Order.ascending("n")),
                ALL.orderBy(Order.descending("n")),
                ALL.orderBy(Order.ascending("m")).orderBy(Order.descending("n")),
                ALL.orderBy(Order.descending("m")).orderBy(Order.ascending("n")).orderBy(Order.descending(Query.KEY)),
                ALL.filter(m),
                ALL.filter(m).orderBy(Order.descending("n")),
                ALL.filter(ge),
                ALL.filter(ge).orderBy(Order.descending("n")),
                ALL.filter(ge).filter(compare("n", Operator.LESS_THAN, 8)),
                ALL.filter(ge).filter(m),
                ALL.filter(compare("n", Operator.NOT_EQUAL, 5)),
                ALL.filter(compare("n", Operator.NOT_EQUAL, 5)).orderBy(Order.descending("n")),
                ALL.filter(in),
                ALL.filter(in).orderBy(Order.ascending("n")),
                ALL.filter(in).orderBy(Order.descending("n")),
                ALL.filter(either),
                ALL.filter(either).orderBy(Order.descending("n")),
                ALL.filter(either).orderBy(Order.ascending("m")),
                ALL.filter(Filter.of("n", Operator.NOT_IN, longs(5, 8))),
                ALL.filter(anyOfM).orderBy(Order.ascending("n")).orderBy(Order.ascending("m")),
                ALL.filter(anyOfM).orderBy(Order.descending("n")).orderBy(Order.ascending("m")),
                ALL.filter(anyOfM).orderBy(Order.ascending("n")).orderBy(Order.descending("m")),
                ALL.filter(anyOfM)
                        .orderBy(Order.descending("n"))
                        .orderBy(Order.descending("m"))
                        .orderBy(Order.descending(Query.KEY)),
                ALL.filter(anyOfM)
                        .orderBy(Order.ascending("n"))
                        .orderBy(Order.ascending("m"))
                        .orderBy(Order.descending(Query.KEY)),
                ALL.filter(anyOfM).orderBy(Order.descending("m")).orderBy(Order.descending("n")),
                ALL.filter(Filter.key(Operator.GREATER_THAN, key("T", "b"))),
                ALL.ancestor(key("T", "h")),
                Query.kindless(),
                Query.kindless().filter(Filter.key(Operator.LESS_THAN, key("T", "f"))));
    }

    @Test
    void aQueryCutAnywhereGoesOnWhereItWasCut() {
        putNumbers();
        for (Query query : shapes()) {
            List<Key> all = keys(datastore, query);
            for (int cut = 0; cut <= all.size(); cut++) {
                Cursor cursor = cursorAfter(query, cut);

                assertThat(keys(datastore, query.startAt(cursor)))
                        .as("%s after %d", query, cut)
                        .isEqualTo(all.subList(cut, all.size()));
                assertThat(keys(datastore, query.endAt(cursor)))
                        .as("%s up to %d", query, cut)
                        .isEqualTo(all.subList(0, cut));
                assertThat(cursorOfLimited(query, cut))
                        .as("%s, limit %d", query, cut)
                        .isEqualTo(cursor);
            }
        }
    }

    @Test
    void aStartAndAnEndCursorTogetherGiveWhatLiesBetween() {
        putNumbers();
        for (Query query : shapes()) {
            List<Key> all = keys(datastore, query);
            for (int from = 0; from <= all.size(); from++) {
                for (int to = 0; to <= all.size(); to++) {
                    Query slice = query.startAt(cursorAfter(query, from)).endAt(cursorAfter(query, to));
                    List<Key> expected = from < to ? all.subList(from, to) : List.of();

                    assertThat(keys(datastore, slice))
                            .as("%s from %d to %d", query, from, to)
                            .isEqualTo(expected);
                    assertThat(datastore.count(slice)).isEqualTo(expected.size());
                }
            }
        }
    }

    @Test
    void offsetAndLimitCountFromTheCursor() {
        putNumbers();
        for (Query query : shapes()) {
            List<Key> all = keys(datastore, query);
            for (int cut = 0; cut <= all.size(); cut++) {
                Query page = query.startAt(cursorAfter(query, cut)).offset(1).limit(2);
                int from = Math.min(cut + 1, all.size());
                List<Key> expected = all.subList(from, Math.min(from + 2, all.size()));

                assertThat(keys(datastore, page)).as("%s after %d", query, cut).isEqualTo(expected);
                assertThat(datastore.count(page)).isEqualTo(expected.size());
            }
        }
    }

    @Test
    void pagesOfAnySizeMakeUpTheWholeWithoutGapsOrDoubles() {
        putNumbers();
        for (Query query : shapes()) {
            List<Key> all = keys(datastore, query);
            for (int size = 1; size <= 4; size++) {
                List<Key> paged = new ArrayList<>();
                Cursor cursor = null;
                for (int page = 0; page <= all.size() / size; page++) {
                    QueryResults results = datastore.run(query.startAt(cursor).limit(size));
                    results.forEachRemaining(entity -> paged.add(entity.key()));
                    cursor = Cursor.fromUrlSafe(results.cursor().toUrlSafe());
                }
                assertThat(paged).as("%s by %d", query, size).isEqualTo(all);
            }
        }
    }

    @Test
    void theCursorBeforeTheFirstResultStandsAfterTheSkippedOnes() {
        putNumbers();
        for (Query query : shapes()) {
            List<Key> all = keys(datastore, query);
            for (int skipped = 0; skipped <= all.size() + 1; skipped++) {
                for (int limit : new int[] {-1, 0, 1}) {
                    try (QueryResults results =
                            datastore.run(query.offset(skipped).limit(limit))) {
                        Cursor cursor = results.cursor();

                        assertThat(keys(datastore, query.startAt(cursor)))
                                .as("%s, offset %d, limit %d", query, skipped, limit)
                                .isEqualTo(all.subList(Math.min(skipped, all.size()), all.size()));
                    }
                }
            }
        }
    }

    @Test
    void lookingAheadDoesNotMoveTheCursor() {
        putNumbers();

        try (QueryResults results = datastore.run(ALL)) {
            results.next();
            Cursor before = results.cursor();

            assertThat(results.hasNext()).isTrue();

            assertThat(results.cursor()).isEqualTo(before);
        }
    }

    @Test
    void aCursorAtTheEndFindsWhatIsAddedBehindIt() {
        putNumbers();
        Query query = ALL.orderBy(Order.ascending("n"));
        Cursor end = cursorAfter(query, keys(datastore, query).size());

        putNamed("T", "before", "n", Value.of(4));
        putNamed("T", "behind", "n", Value.of("z"));

        assertThat(names(query.startAt(end))).containsExactly("behind");
    }

    @Test
    void aCursorOfAnEmptyAnswerFindsWhatIsAdded() {
        Cursor cursor = cursorAfter(ALL, 0);

        putNamed("T", "a");

        assertThat(names(ALL.startAt(cursor))).containsExactly("a");
        assertThat(names(ALL.endAt(cursor))).isEmpty();
    }

    @Test
    void aCursorOutlivesTheEntityItStandsAfter() {
        putNumbers();
        Query query = ALL.orderBy(Order.descending("n"));
        List<String> all = names(query);
        Cursor cursor = cursorAfter(query, 3);

        datastore.delete(datastore.run(query).toList().get(2).key());
        putNamed("T", "0", "n", Value.of("z"));

        assertThat(names(query.startAt(cursor))).isEqualTo(all.subList(3, all.size()));
    }

    @Test
    void aCursorInALargeGroupOfEqualValuesIsExact() {
        List<Entity> entities = new ArrayList<>();
        for (int i = 1; i <= 700; i++) {
            entities.add(Entity.builder(key("T", i)).set("same", 1).build());
        }
        datastore.put(entities);
        for (Query query : List.of(ALL.orderBy(Order.ascending("same")), ALL.orderBy(Order.descending("same")))) {
            List<Key> all = keys(datastore, query);
            for (int cut : new int[] {1, 255, 256, 257, 513, 699, 700}) {
                Cursor cursor = cursorAfter(query, cut);

                assertThat(keys(datastore, query.startAt(cursor)))
                        .as("%s after %d", query, cut)
                        .isEqualTo(all.subList(cut, 700));
                assertThat(keys(datastore, query.endAt(cursor))).isEqualTo(all.subList(0, cut));
            }
        }
    }

    /** Each alternative reads its own index range, and the place may be that of another alternative's result: of another value behind the varying one. */
    @Test
    void aCursorIsExactAcrossAlternativesThatFixTheLaterOrders() {
        List<Value> kinds = List.of(Value.of(1), Value.of(2), Value.of("long enough to be of another length"));
        List<Entity> entities = new ArrayList<>();
        for (int i = 1; i <= 2_400; i++) {
            entities.add(Entity.builder(key("T", i))
                    .set("n", i % 7)
                    .set("m", kinds.get(i % 3))
                    .build());
        }
        datastore.put(entities);
        for (Order n : List.of(Order.ascending("n"), Order.descending("n"))) {
            for (Order m : List.of(Order.ascending("m"), Order.descending("m"))) {
                for (Order byKey : List.of(Order.ascending(Query.KEY), Order.descending(Query.KEY))) {
                    Query query = ALL.filter(Filter.in("m", kinds))
                            .orderBy(n)
                            .orderBy(m)
                            .orderBy(byKey);
                    List<Key> all = keys(datastore, query.keysOnly());
                    assertThat(all).hasSize(2_400);
                    for (int cut : new int[] {1, 100, 114, 115, 300, 342, 343, 344, 1_000, 2_399}) {
                        Cursor cursor = cursorOfLimited(query, cut);

                        assertThat(keys(
                                        datastore,
                                        query.keysOnly().startAt(cursor).limit(500)))
                                .as("%s after %d", query, cut)
                                .isEqualTo(all.subList(cut, Math.min(2_400, cut + 500)));
                    }
                }
            }
        }
    }

    @Test
    void keysOnlyLimitAndOffsetMayDiffer() {
        putNumbers();
        Cursor cursor = cursorAfter(ALL.keysOnly(), 2);

        assertThat(names(ALL.startAt(cursor).limit(1))).containsExactly("c");
        assertThat(names(ALL.keysOnly().startAt(cursor).offset(1).limit(1))).containsExactly("d");
    }

    @Test
    void theCursorOfAnotherQueryIsRefused() {
        putNumbers();
        Query query = ALL.ancestor(key("T", "h"))
                .filter(Filter.equal("m", Value.of(1)))
                .orderBy(Order.ascending("n"));
        Cursor cursor = cursorAfter(query, 1);
        List<Query> others = List.of(
                ALL,
                Query.kindless().ancestor(key("T", "h")),
                Query.kind("U")
                        .ancestor(key("T", "h"))
                        .filter(Filter.equal("m", Value.of(1)))
                        .orderBy(Order.ascending("n")),
                ALL.filter(Filter.equal("m", Value.of(1))).orderBy(Order.ascending("n")),
                ALL.ancestor(key("T", "a"))
                        .filter(Filter.equal("m", Value.of(1)))
                        .orderBy(Order.ascending("n")),
                ALL.ancestor(key("T", "h"))
                        .filter(Filter.equal("m", Value.of(2)))
                        .orderBy(Order.ascending("n")),
                ALL.ancestor(key("T", "h"))
                        .filter(Filter.equal("m", Value.of(1.0)))
                        .orderBy(Order.ascending("n")),
                ALL.ancestor(key("T", "h"))
                        .filter(Filter.equal("m", Value.of(1)))
                        .orderBy(Order.descending("n")),
                ALL.ancestor(key("T", "h")).filter(Filter.equal("m", Value.of(1))));

        for (Query other : others) {
            for (Query with : List.of(other.startAt(cursor), other.endAt(cursor))) {
                assertThatExceptionOfType(InvalidQueryException.class)
                        .as("%s", other)
                        .isThrownBy(() -> keys(datastore, with))
                        .withMessageContaining("another query");
                assertThatExceptionOfType(InvalidQueryException.class).isThrownBy(() -> datastore.count(with));
            }
        }
        Cursor ofAll = cursorAfter(ALL, 1);
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> keys(datastore, ALL.namespace("other").startAt(ofAll)))
                .withMessageContaining("another query");
    }

    @Test
    void aDamagedCursorIsRefusedAndShown() {
        putNumbers();
        byte[] whole = cursorAfter(ALL.orderBy(Order.ascending("n")), 2).bytes().toByteArray();
        List<byte[]> damaged = new ArrayList<>();
        for (int length = 1; length < whole.length; length++) {
            damaged.add(Arrays.copyOf(whole, length));
        }
        for (int place = 0; place < whole.length; place++) {
            byte[] changed = whole.clone();
            changed[place] ^= 0x10;
            damaged.add(changed);
        }
        damaged.add(Arrays.copyOf(whole, whole.length + 1));
        damaged.add(new byte[] {1, 2, 3});

        for (byte[] bytes : damaged) {
            Cursor cursor = new Cursor(ByteString.copyOf(bytes));
            assertThatExceptionOfType(InvalidQueryException.class)
                    .isThrownBy(() ->
                            keys(datastore, ALL.orderBy(Order.ascending("n")).startAt(cursor)))
                    .withMessageContaining("Cursor \"");
        }
    }

    private Cursor cursorAfter(Query query, int results) {
        try (QueryResults run = datastore.run(query)) {
            for (int taken = 0; taken < results; taken++) {
                run.next();
            }
            return run.cursor();
        }
    }

    private Cursor cursorOfLimited(Query query, int limit) {
        QueryResults run = datastore.run(query.limit(limit));
        run.toList();
        return run.cursor();
    }
}
