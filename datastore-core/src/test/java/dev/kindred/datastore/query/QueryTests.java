package dev.kindred.datastore.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.model.ByteString;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QueryTests {

    private static final Cursor CURSOR = new Cursor(ByteString.copyOf(new byte[] {1, 2, 3}));

    @Test
    void everyMethodMakesACopyAndLeavesTheBaseAsItWas() {
        Query base = Query.kind("K").filter("a", Operator.EQUAL, Value.of(1)).orderBy(Order.ascending("b"));

        Query derived = base.filter("c", Operator.LESS_THAN, Value.of(2))
                .orderBy(Order.descending("d"))
                .ancestor(Key.of("P", 1))
                .namespace("n")
                .limit(3)
                .offset(4)
                .keysOnly()
                .startAt(CURSOR)
                .endAt(CURSOR);

        assertThat(base.filters()).containsExactly(Filter.equal("a", Value.of(1)));
        assertThat(base.orders()).containsExactly(Order.ascending("b"));
        assertThat(base.ancestor()).isNull();
        assertThat(base.namespace()).isNull();
        assertThat(base.limit()).isEqualTo(-1);
        assertThat(base.offset()).isZero();
        assertThat(base.selection()).isEqualTo(Query.Selection.ENTITIES);
        assertThat(base.start()).isNull();
        assertThat(base.end()).isNull();
        assertThat(derived.filters()).hasSize(2);
        assertThat(derived.orders()).containsExactly(Order.ascending("b"), Order.descending("d"));
        assertThat(derived.ancestor()).isEqualTo(Key.of("P", 1));
        assertThat(derived.namespace()).isEqualTo("n");
        assertThat(derived.limit()).isEqualTo(3);
        assertThat(derived.offset()).isEqualTo(4);
        assertThat(derived.selection()).isEqualTo(Query.Selection.KEYS);
        assertThat(derived.start()).isEqualTo(CURSOR);
        assertThat(derived.end()).isEqualTo(CURSOR);
    }

    @Test
    void twoQueriesFromOneBaseShareNothing() {
        Query base = Query.kind("K");

        Query one = base.filter("a", Operator.EQUAL, Value.of(1));
        Query other = base.filter("b", Operator.EQUAL, Value.of(1));

        assertThat(one.filters()).containsExactly(Filter.equal("a", Value.of(1)));
        assertThat(other.filters()).containsExactly(Filter.equal("b", Value.of(1)));
    }

    @Test
    void aQueryHoldsNoListThatCanBeChanged() {
        Query query = Query.kind("K").filter("a", Operator.EQUAL, Value.of(1)).orderBy(Order.ascending("a"));
        List<Filter> parts = new ArrayList<>(List.of(Filter.equal("a", Value.of(1))));
        Filter.Or or = new Filter.Or(parts);

        parts.add(Filter.equal("b", Value.of(1)));

        assertThat(or.filters()).hasSize(1);
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> query.filters().clear());
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> query.orders().clear());
    }

    @Test
    void zeroIsALimitAndANegativeNumberIsNone() {
        assertThat(Query.kind("K").limit(0).limit()).isZero();
        assertThat(Query.kind("K").limit(5).limit(-7).limit()).isEqualTo(-1);
    }

    @Test
    void theLastAncestorWins() {
        assertThat(Query.kind("K")
                        .ancestor(Key.of("A", 1))
                        .ancestor(Key.of("A", 2))
                        .ancestor())
                .isEqualTo(Key.of("A", 2));
    }

    @Test
    void aCursorCanBeTakenAwayAgain() {
        assertThat(Query.kind("K").startAt(CURSOR).startAt(null).start()).isNull();
    }

    @Test
    void anEmptyKindIsRefusedWithTheWayOut() {
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> Query.kind(""))
                .withMessageContaining("Query.kindless()");
    }

    @Test
    void anIncompleteAncestorIsRefusedByName() {
        Key incomplete = Key.of("A", 1).incompleteChild("B");

        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> Query.kind("K").ancestor(incomplete))
                .withMessageContaining("A(1)/B(no id yet)");
    }

    @Test
    void aNegativeOffsetIsRefused() {
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> Query.kind("K").offset(-1))
                .withMessageContaining("-1");
    }

    @Test
    void aListIsTheOperandOfInAndNotInAlone() {
        Value list = Value.of(List.of(Value.of(1)));

        for (Operator operator : Operator.values()) {
            boolean takesList = operator == Operator.IN || operator == Operator.NOT_IN;
            Value wrong = takesList ? Value.of(1) : list;
            assertThatExceptionOfType(InvalidQueryException.class)
                    .isThrownBy(() -> Filter.of("age", operator, wrong))
                    .withMessageContaining("\"age " + operator.symbol());
            assertThat(Filter.of("age", operator, takesList ? list : Value.of(1)))
                    .isNotNull();
        }
    }

    @Test
    void anEmbeddedEntityIsNoOperand() {
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> Filter.equal("address", new Value.EntityValue(null, Map.of())))
                .withMessageContaining("address");
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> Filter.in("address", List.of(new Value.EntityValue(null, Map.of()))))
                .withMessageContaining("address");
    }

    @Test
    void theKeyComparesWithKeysOnly() {
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> Filter.equal(Query.KEY, Value.of(1)))
                .withMessageContaining("needs a key");
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> Filter.in(Query.KEY, List.of(Value.of(Key.of("A", 1)), Value.of("A"))));
        assertThat(Filter.key(Operator.GREATER_THAN, Key.of("Other", 1))).isNotNull();
    }

    @Test
    void filterAndOrderNameAProperty() {
        assertThatExceptionOfType(InvalidQueryException.class).isThrownBy(() -> Filter.equal("", Value.of(1)));
        assertThatExceptionOfType(InvalidQueryException.class).isThrownBy(() -> Order.ascending(""));
    }

    @Test
    void anOrOfNothingIsRefused() {
        assertThatExceptionOfType(InvalidQueryException.class).isThrownBy(Filter::or);
    }

    @Test
    void aCursorIsReadBackFromItsText() {
        assertThat(Cursor.fromUrlSafe(CURSOR.toUrlSafe())).isEqualTo(CURSOR);
        assertThat(new Cursor(ByteString.copyOf(new byte[] {-1, -2, -3, -4})).toUrlSafe())
                .matches("[0-9A-Za-z_-]+");
    }

    @Test
    void textThatIsNoCursorIsRefusedAndShown() {
        for (String text : List.of("", "A", "not a cursor", "a+b/")) {
            assertThatExceptionOfType(InvalidQueryException.class)
                    .isThrownBy(() -> Cursor.fromUrlSafe(text))
                    .withMessageContaining("\"" + text + "\"");
        }
    }

    @Test
    void theTextOfAQueryShowsItsParts() {
        Query query = Query.kind("City")
                .ancestor(Key.of("Country", "de"))
                .filter("size", Operator.GREATER_THAN, Value.of(3))
                .orderBy(Order.descending("size"))
                .limit(10)
                .offset(5)
                .keysOnly();

        assertThat(query.toString())
                .startsWith("SELECT __key__ FROM City WHERE __key__ HAS ANCESTOR KEY(Country, 'de') AND size > 3")
                .endsWith(" ORDER BY size DESC LIMIT 10 OFFSET 5");
    }

    @Test
    void theShortFormOfAFilterIsANameAndAnOperatorWithOrWithoutSpace() {
        for (String condition : List.of("price <", "price<", "  price   < ", "price < ")) {
            assertThat(Query.kind("K").filter(condition, Value.of(1)).filters())
                    .containsExactly(Filter.of("price", Operator.LESS_THAN, Value.of(1)));
        }
        assertThat(Query.kind("K").filter("a b >=", Value.of(1)).filters())
                .containsExactly(Filter.of("a b", Operator.GREATER_THAN_OR_EQUAL, Value.of(1)));
        assertThat(Query.kind("K").filter("p!=", Value.NULL).filters())
                .containsExactly(Filter.of("p", Operator.NOT_EQUAL, Value.NULL));
    }

    @Test
    void theShortFormOfAFilterRefusesOtherOperators() {
        for (String condition : List.of("price", "price ==", "price =<", "price <>", "price in", "price ! =")) {
            assertThatExceptionOfType(InvalidQueryException.class)
                    .isThrownBy(() -> Query.kind("K").filter(condition, Value.of(1)))
                    .withMessageContaining("\"" + condition + "\"")
                    .withMessageContaining("it must end in <, <=, =, >=, > or !=");
        }
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> Query.kind("K").filter("  ", Value.of(1)))
                .withMessageContaining("blank");
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> Query.kind("K").filter("=", Value.of(1)))
                .withMessageContaining("names no property");
    }

    @Test
    void theShortFormOfAnOrderDescendsWithAMinus() {
        assertThat(Query.kind("K").orderBy("a").orderBy(" - b").orders())
                .containsExactly(Order.ascending("a"), Order.descending("b"));
        for (String order : List.of("+a", "-", "", " ")) {
            assertThatExceptionOfType(InvalidQueryException.class)
                    .isThrownBy(() -> Query.kind("K").orderBy(order))
                    .withMessageContaining("\"" + order + "\"");
        }
    }

    @Test
    void aProjectionReplacesTheOneBefore() {
        Query query = Query.kind("K").project("a").project("b", "c");

        assertThat(query.selection()).isEqualTo(Query.Selection.PROJECTION);
        assertThat(query.projection()).containsExactly("b", "c");
        assertThat(query).hasToString("SELECT b, c FROM K");
        assertThat(query.distinct()).hasToString("SELECT DISTINCT b, c FROM K");
        assertThat(query.distinctOn("b")).hasToString("SELECT DISTINCT ON (b) b, c FROM K");
    }

    @Test
    void aProjectionNeedsNamesOfPropertiesEachOnce() {
        for (String[] names : new String[][] {{}, {""}, {"a", "a"}, {"__key__"}}) {
            assertThatExceptionOfType(InvalidQueryException.class)
                    .isThrownBy(() -> Query.kind("K").project(names))
                    .withMessageContaining("projection");
            assertThatExceptionOfType(InvalidQueryException.class)
                    .isThrownBy(() -> Query.kind("K").distinctOn(names))
                    .withMessageContaining("DISTINCT ON");
        }
    }

    @Test
    void aQueryEitherProjectsOrGivesKeysAlone() {
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> Query.kind("K").project("a").keysOnly())
                .withMessageContaining("[a]");
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> Query.kind("K").keysOnly().project("a"))
                .withMessageContaining("[a]");
    }

    @Test
    void aQueryIsDistinctInOneWay() {
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> Query.kind("K").project("a").distinct().distinctOn("a"))
                .withMessageContaining("either distinct() or distinctOn");
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> Query.kind("K").project("a").distinctOn("a").distinct())
                .withMessageContaining("either distinct() or distinctOn");
    }

    @Test
    void hintsAreKept() {
        Query query = Query.kind("K").consistency(Query.Consistency.EVENTUAL).batchSize(7);

        assertThat(query.consistency()).isEqualTo(Query.Consistency.EVENTUAL);
        assertThat(query.batchSize()).isEqualTo(7);
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> query.batchSize(0))
                .withMessageContaining("0");
    }

    @Test
    void unnamedAggregationsAreNumberedAmongThemselves() {
        AggregationQuery query = AggregationQuery.of(
                Query.kind("K"),
                Aggregation.count().as("n"),
                Aggregation.sum("a"),
                Aggregation.average("select"),
                Aggregation.countUpTo(5));

        assertThat(query.names()).containsExactly("n", "property_1", "property_2", "property_3");
        assertThat(query)
                .hasToString("AGGREGATE COUNT(*) AS n, SUM(a), AVG(`select`), COUNT_UP_TO(5) OVER (SELECT * FROM K)");
    }

    @Test
    void aQueryHasOneToFiveAggregationsOfDifferentNames() {
        Aggregation count = Aggregation.count();
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> AggregationQuery.of(Query.kind("K")))
                .withMessageContaining("0 aggregations");
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> AggregationQuery.of(Query.kind("K"), count, count, count, count, count, count))
                .withMessageContaining("6 aggregations")
                .withMessageContaining("1 to 5");
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> AggregationQuery.of(Query.kind("K"), count, count.as("property_1")))
                .withMessageContaining("\"property_1\"");
        assertThatExceptionOfType(InvalidQueryException.class).isThrownBy(() -> Aggregation.countUpTo(-1));
        assertThatExceptionOfType(InvalidQueryException.class).isThrownBy(() -> Aggregation.sum(Query.KEY));
        assertThatExceptionOfType(InvalidQueryException.class).isThrownBy(() -> count.as(""));
    }
}
