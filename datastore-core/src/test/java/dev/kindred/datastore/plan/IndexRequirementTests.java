package dev.kindred.datastore.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.index.CompositeIndex;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.IndexDefinition;
import dev.kindred.datastore.query.IndexDefinition.Scope;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** App Engine's table of which queries need a composite index, row by row, and which indexes serve them. */
class IndexRequirementTests {

    private static final Query K = Query.kind("K");
    private static final Key PARENT = Key.of("P", 1);
    private static final Value ONE = Value.of(1);

    private static Filter keyAbove() {
        return Filter.key(Operator.GREATER_THAN, Key.of("K", 5));
    }

    static Stream<Arguments> queriesAndTheirIndexes() {
        return Stream.of(
                // kind; kindless; ancestor; ranges of keys; order by key
                row(K),
                row(Query.kindless()),
                row(Query.kindless().ancestor(PARENT)),
                row(K.ancestor(PARENT)),
                row(K.filter(keyAbove())),
                row(Query.kindless().filter(keyAbove()).orderBy(Query.KEY)),
                row(K.ancestor(PARENT).filter(keyAbove())),
                row(K.filter(keyAbove()).filter("a =", ONE).filter("b =", ONE)),
                row(K.orderBy(Query.KEY)),
                row(K.filter(Filter.key(Operator.EQUAL, Key.of("K", 5))).orderBy("-a")),
                // equalities alone
                row(K.filter("a =", ONE)),
                row(K.filter("a =", ONE).filter("b =", ONE).filter("c =", ONE)),
                row(K.filter("a =", ONE).filter("a =", Value.of(2))),
                row(K.ancestor(PARENT).filter("a =", ONE).filter("b =", ONE)),
                // one range, one order
                row(K.filter("a >", ONE)),
                row(K.filter("a >", ONE).filter("a <", Value.of(5))),
                row(K.filter("a >", ONE).orderBy("-a")),
                row(K.orderBy("a")),
                row(K.orderBy("-a")),
                row(K.orderBy("-a").orderBy(Query.KEY)),
                // an order on a property with an equality
                row(K.filter("a =", ONE).orderBy("a")),
                row(K.filter("a =", ONE).filter("b =", ONE).orderBy("-b")),
                // one projected property
                row(K.project("a")),
                row(K.project("a").orderBy("-a")),
                row(K.project("a").filter("a >", ONE)),
                row(K.project("a").distinct()),
                // equalities with an order by key
                row(K.filter("a =", ONE).filter("b =", ONE).orderBy(Query.KEY)),
                // an equality with a range or an order
                row(K.filter("a =", ONE).filter("b >", ONE), "K(a, b)"),
                row(K.filter("a =", ONE).orderBy("-b"), "K(a, -b)"),
                row(K.filter("c =", ONE).filter("a =", ONE).filter("b <", ONE).orderBy("-b"), "K(a, c, -b)"),
                row(K.filter("a =", ONE).filter("a =", Value.of(2)).orderBy("b"), "K(a, b)"),
                // an ancestor with a range, an order or a projection
                row(K.ancestor(PARENT).filter("a >", ONE), "K(ancestor, a)"),
                row(K.ancestor(PARENT).orderBy("-a"), "K(ancestor, -a)"),
                row(K.ancestor(PARENT).project("a"), "K(ancestor, a)"),
                row(K.ancestor(PARENT).filter("b =", ONE).orderBy("a"), "K(ancestor, b, a)"),
                // several orders
                row(K.orderBy("b").orderBy("-a"), "K(b, -a)"),
                row(K.filter("b >", ONE).orderBy("b").orderBy("a"), "K(b, a)"),
                row(K.orderBy("-b").orderBy("a").orderBy(Query.KEY), "K(-b, a)"),
                // a range and an equality on one property
                row(K.filter("a =", ONE).filter("a >", ONE), "K(a, a)"),
                // a descending order by key
                row(K.orderBy("-" + Query.KEY), "K(-__key__)"),
                row(K.filter("a =", ONE).orderBy("-" + Query.KEY), "K(a, -__key__)"),
                row(K.orderBy("a").orderBy("-" + Query.KEY), "K(a, -__key__)"),
                row(K.ancestor(PARENT).orderBy("-" + Query.KEY), "K(ancestor, -__key__)"),
                // projections
                row(K.project("b", "a"), "K(a, b)"),
                row(K.project("a").filter("b =", ONE), "K(b, a)"),
                row(K.project("a").orderBy("-b"), "K(-b, a)"),
                row(K.project("c", "a").filter("b >", ONE), "K(b, a, c)"),
                row(K.project("a").filter(keyAbove()), "K(__key__, a)"),
                row(K.project("b", "a").distinctOn("b"), "K(a, b)"),
                // alternatives: what each of them needs
                row(K.filter(Filter.in("a", List.of(ONE, Value.of(2)))).orderBy("a")),
                row(K.filter(Filter.in("a", List.of(ONE, Value.of(2)))).orderBy("b"), "K(a, b)"),
                row(K.filter("a !=", ONE)),
                row(K.filter("a !=", ONE).filter("b =", ONE), "K(b, a)"),
                row(
                        K.filter(Filter.or(Filter.equal("a", ONE), Filter.equal("b", ONE)))
                                .orderBy("c"),
                        "K(a, c)",
                        "K(b, c)"),
                // beyond App Engine: ranges that no order is on
                row(K.filter("a >", ONE).filter("b >", ONE).orderBy("b"), "K(b, a)"),
                row(K.filter("c =", ONE).filter("b >", ONE).orderBy("-a"), "K(c, -a, b)"));
    }

    private static Arguments row(Query query, String... indexes) {
        return Arguments.of(query, List.of(indexes));
    }

    private static List<IndexRequirement> requirements(Query query) {
        return IndexRequirement.of(NormalQuery.of(query, Partition.DEFAULT));
    }

    @ParameterizedTest
    @MethodSource("queriesAndTheirIndexes")
    void aQueryNeedsTheIndexOfItsRow(Query query, List<String> indexes) {
        List<IndexDefinition> required =
                requirements(query).stream().map(IndexRequirement::definition).toList();

        assertThat(required).map(IndexDefinition::toString).isEqualTo(indexes);
        assertThat(requirements(query)).allMatch(each -> each.isServedBy(required));
        assertThat(requirements(query)).noneMatch(each -> each.isServedBy(List.of()));
    }

    /** In short: {@code "a, -b"}, or {@code "^ a, -b"} for an index with ancestors. */
    private static IndexDefinition index(String text) {
        boolean ancestor = text.startsWith("^");
        List<Order> columns = new ArrayList<>();
        for (String column : (ancestor ? text.substring(1) : text).split(",")) {
            String name = column.strip();
            columns.add(name.startsWith("-") ? Order.descending(name.substring(1)) : Order.ascending(name));
        }
        return new IndexDefinition("K", ancestor ? Scope.ANCESTOR : Scope.KIND, columns);
    }

    private static boolean isServed(Query query, String... indexes) {
        return requirements(query)
                .get(0)
                .isServedBy(
                        Arrays.stream(indexes).map(IndexRequirementTests::index).toList());
    }

    @Test
    void equalitiesMayStandInAnyOrderAndDirection() {
        Query query = K.filter("a =", ONE).filter("b =", ONE).orderBy("-z");

        assertThat(isServed(query, "a, b, -z")).isTrue();
        assertThat(isServed(query, "b, -a, -z")).isTrue();
        assertThat(isServed(query, "a, b, -z, __key__")).isTrue();
    }

    @Test
    void ordersMustStandExactlyAtTheEnd() {
        Query query = K.filter("a =", ONE).orderBy("-z").orderBy("y");

        assertThat(isServed(query, "a, -z, y")).isTrue();
        assertThat(isServed(query, "a, z, -y")).isFalse();
        assertThat(isServed(query, "a, y, -z")).isFalse();
        assertThat(isServed(query, "a, -z")).isFalse();
        assertThat(isServed(query, "-z, y, a")).isFalse();
        assertThat(isServed(query, "a, -z, y, x")).isFalse();
        assertThat(isServed(query, "a, b, -z, y")).isFalse();
    }

    @Test
    void severalIndexesThatEndAlikeServeTogether() {
        Query query = K.filter("a =", ONE).filter("b =", ONE).filter("c =", ONE).orderBy("z");

        assertThat(isServed(query, "a, z", "b, z")).isFalse();
        assertThat(isServed(query, "a, z", "b, z", "c, z")).isTrue();
        assertThat(isServed(query, "a, b, z", "c, z")).isTrue();
        assertThat(isServed(query, "a, b, z", "c, -z")).isFalse();
    }

    @Test
    void anAncestorNeedsOneIndexWithAncestors() {
        Query below = K.ancestor(PARENT).filter("a =", ONE).orderBy("z");

        assertThat(isServed(below, "a, z")).isFalse();
        assertThat(isServed(below, "^ a, z")).isTrue();
        assertThat(isServed(below, "a, z", "^ z")).isTrue();
        assertThat(isServed(K.filter("a =", ONE).orderBy("z"), "^ a, z")).isFalse();
        assertThat(isServed(K.orderBy("a").orderBy("b"), "a, b")).isTrue();
    }

    @Test
    void whatIsOnlyProjectedMayStandInAnyOrderAndDirection() {
        Query query = K.project("x", "y").filter("a =", ONE).orderBy("z");

        assertThat(isServed(query, "a, z, y, -x")).isTrue();
        assertThat(isServed(query, "a, -z, x, y")).isFalse();
        assertThat(isServed(query, "a, x, y, z")).isFalse();
    }

    @Test
    void anotherKindsIndexServesNothing() {
        IndexDefinition other =
                new IndexDefinition("L", Scope.KIND, List.of(Order.ascending("a"), Order.ascending("b")));

        assertThat(requirements(K.orderBy("a").orderBy("b")).get(0).isServedBy(List.of(other)))
                .isFalse();
    }

    @Test
    void whatIsBuiltForADefinitionLeavesOutWhatEveryIndexHas() {
        assertThat(PhysicalIndex.of(index("a, -b"))).contains(CompositeIndex.on("K", "a", "-b"));
        assertThat(PhysicalIndex.of(index("^ a, -b"))).contains(CompositeIndex.on("K", "a", "-b"));
        assertThat(PhysicalIndex.of(index("a, b, -__key__"))).contains(CompositeIndex.on("K", "a", "b"));
        assertThat(PhysicalIndex.of(index("p, a, -p"))).contains(CompositeIndex.on("K", "a", "-p"));
        assertThat(PhysicalIndex.of(index("^ -a"))).isEmpty();
        assertThat(PhysicalIndex.of(index("p, p"))).isEmpty();
        assertThat(PhysicalIndex.of(index("-__key__"))).isEmpty();
        assertThat(PhysicalIndex.definition(CompositeIndex.on("K", "a", "-b"))).isEqualTo(index("a, -b"));
    }
}
