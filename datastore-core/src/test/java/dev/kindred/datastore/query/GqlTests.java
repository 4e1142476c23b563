package dev.kindred.datastore.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.model.ByteString;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each construct of GQL means. */
class GqlTests {

    private static final Cursor CURSOR = new Cursor(ByteString.copyOf(new byte[] {1, 2, 3}));
    private static final Cursor OTHER = new Cursor(ByteString.copyOf(new byte[] {4}));

    private static void assertMeans(String gql, Query expected) {
        assertMeans(gql, GqlBindings.none(), expected);
    }

    private static void assertMeans(String gql, GqlBindings bindings, Query expected) {
        assertThat(QueryShape.of(Gql.parse(gql).asQuery(bindings))).as(gql).isEqualTo(QueryShape.of(expected));
    }

    private static void assertFilters(String condition, Filter... expected) {
        Query query = Query.kind("K");
        for (Filter each : expected) {
            query = query.filter(each);
        }
        assertMeans("SELECT * FROM K WHERE " + condition, query);
    }

    private static Filter a(Operator operator, Value value) {
        return Filter.of("a", operator, value);
    }

    private static Filter is(String property, long value) {
        return Filter.equal(property, Value.of(value));
    }

    private static List<Value> longs(long... values) {
        List<Value> list = new ArrayList<>();
        for (long value : values) {
            list.add(Value.of(value));
        }
        return list;
    }

    @Test
    void selectsEntitiesKeysOrProperties() {
        assertMeans("SELECT * FROM City", Query.kind("City"));
        assertMeans("SELECT __key__ FROM City", Query.kind("City").keysOnly());
        assertMeans("SELECT name, address.zip FROM City", Query.kind("City").project("name", "address.zip"));
        assertMeans(
                "SELECT DISTINCT a, b FROM K", Query.kind("K").project("a", "b").distinct());
        assertMeans(
                "SELECT DISTINCT ON (a) a, b FROM K",
                Query.kind("K").project("a", "b").distinctOn("a"));
        assertMeans("SELECT DISTINCT ON (a, b) * FROM K", Query.kind("K").distinctOn("a", "b"));
        assertMeans(
                "SELECT DISTINCT ON (a) __key__ FROM K",
                Query.kind("K").keysOnly().distinctOn("a"));
    }

    @Test
    void withoutAKindItLooksAcrossKinds() {
        assertMeans("SELECT *", Query.kindless());
        assertMeans(
                "SELECT __key__ WHERE __key__ HAS ANCESTOR KEY(City, 5) ORDER BY __key__",
                Query.kindless().keysOnly().ancestor(Key.of("City", 5)).orderBy(Query.KEY));
    }

    @Test
    void comparesAPropertyWithAValue() {
        assertFilters("a = 1", a(Operator.EQUAL, Value.of(1)));
        assertFilters("a != 1", a(Operator.NOT_EQUAL, Value.of(1)));
        assertFilters("a < 1", a(Operator.LESS_THAN, Value.of(1)));
        assertFilters("a<=1", a(Operator.LESS_THAN_OR_EQUAL, Value.of(1)));
        assertFilters("a>1", a(Operator.GREATER_THAN, Value.of(1)));
        assertFilters("a >=\n\t1", a(Operator.GREATER_THAN_OR_EQUAL, Value.of(1)));
        assertFilters("a CONTAINS 1", a(Operator.EQUAL, Value.of(1)));
        assertFilters("a IN ARRAY(1, 2)", Filter.in("a", longs(1, 2)));
        assertFilters("a NOT IN ARRAY(1, 2)", a(Operator.NOT_IN, Value.of(longs(1, 2))));
        assertFilters("a IN ARRAY()", Filter.in("a", List.of()));
        assertFilters("a IS NULL", a(Operator.EQUAL, Value.NULL));
        assertFilters("a = NULL", a(Operator.EQUAL, Value.NULL));
        assertFilters("a > NULL", a(Operator.GREATER_THAN, Value.NULL));
    }

    @Test
    void turnsAComparisonAroundWhoseValueComesFirst() {
        assertFilters("1 = a", a(Operator.EQUAL, Value.of(1)));
        assertFilters("1 != a", a(Operator.NOT_EQUAL, Value.of(1)));
        assertFilters("1 < a", a(Operator.GREATER_THAN, Value.of(1)));
        assertFilters("1 <= a", a(Operator.GREATER_THAN_OR_EQUAL, Value.of(1)));
        assertFilters("1 > a", a(Operator.LESS_THAN, Value.of(1)));
        assertFilters("1 >= a", a(Operator.LESS_THAN_OR_EQUAL, Value.of(1)));
        assertFilters("NULL = a", a(Operator.EQUAL, Value.NULL));
        assertFilters("'x' IN a", a(Operator.EQUAL, Value.of("x")));
        assertMeans(
                "SELECT * FROM K WHERE KEY(P, 1) HAS DESCENDANT __key__",
                Query.kind("K").ancestor(Key.of("P", 1)));
    }

    @Test
    void andBindsTighterThanOr() {
        assertFilters("a = 1 AND b = 2", is("a", 1), is("b", 2));
        assertFilters("a = 1 OR b = 2 AND c = 3", Filter.or(is("a", 1), Filter.and(is("b", 2), is("c", 3))));
        assertFilters("(a = 1 OR b = 2) AND c = 3", Filter.or(is("a", 1), is("b", 2)), is("c", 3));
        assertFilters("((a = 1) OR (b = 2 OR (c = 3)))", Filter.or(is("a", 1), is("b", 2), is("c", 3)));
        assertThat(Gql.parse("SELECT * WHERE a = 1 AND (b = 2 AND c = 3)")
                        .asQuery()
                        .filters())
                .containsExactly(is("a", 1), is("b", 2), is("c", 3));
    }

    @Test
    void anAncestorMayStandInEveryAlternative() {
        Key ancestor = Key.of("P", 1);
        Query below = Query.kind("K").ancestor(ancestor);

        String is = "__key__ HAS ANCESTOR KEY(P, 1)";
        assertMeans("SELECT * FROM K WHERE " + is, below);
        assertMeans("SELECT * FROM K WHERE a = 1 AND " + is, below.filter(is("a", 1)));
        assertMeans("SELECT * FROM K WHERE " + is + " AND " + is, below);
        Filter either = Filter.or(is("a", 1), is("b", 2));
        assertMeans("SELECT * FROM K WHERE " + is + " AND (a = 1 OR b = 2)", below.filter(either));
        assertMeans("SELECT * FROM K WHERE (" + is + " AND a = 1) OR (b = 2 AND " + is + ")", below.filter(either));
        assertMeans("SELECT * FROM K WHERE (a = 1 AND " + is + " OR b = 2) AND " + is, below.filter(either));
        assertMeans("SELECT * FROM K WHERE " + is + " OR " + is + " AND a = 1", below);
    }

    @Test
    void ordersUpAndDown() {
        assertMeans(
                "SELECT * FROM K ORDER BY a, b DESC, c ASC, __key__ desc",
                Query.kind("K").orderBy("a").orderBy("-b").orderBy("c").orderBy("-__key__"));
    }

    @Test
    void limitsByNumberOrCursor() {
        GqlBindings bindings =
                GqlBindings.none().with("n", Value.of(7)).with("end", CURSOR).with("max", Value.of(Integer.MAX_VALUE));
        Query k = Query.kind("K");
        assertMeans("SELECT * FROM K LIMIT 0", k.limit(0));
        assertMeans("SELECT * FROM K LIMIT @n", bindings, k.limit(7));
        assertMeans("SELECT * FROM K LIMIT @max", bindings, k.limit(Integer.MAX_VALUE));
        assertMeans("SELECT * FROM K LIMIT @end", bindings, k.endAt(CURSOR));
        assertMeans(
                "SELECT * FROM K LIMIT FIRST(@end, 5)",
                bindings,
                k.endAt(CURSOR).limit(5));
        assertMeans("SELECT * FROM K LIMIT FIRST(9, @n)", bindings, k.limit(7));
        assertMeans(
                "SELECT * FROM K LIMIT FIRST(FIRST(9, 3), FIRST(@end, @end))",
                bindings,
                k.endAt(CURSOR).limit(3));
    }

    @Test
    void skipsByNumberAfterACursor() {
        GqlBindings bindings =
                GqlBindings.none().with("n", Value.of(7)).with("start", CURSOR).with("end", OTHER);
        Query k = Query.kind("K");
        assertMeans("SELECT * FROM K OFFSET 5", k.offset(5));
        assertMeans("SELECT * FROM K OFFSET @n + 5", bindings, k.offset(12));
        assertMeans("SELECT * FROM K OFFSET @start", bindings, k.startAt(CURSOR));
        assertMeans(
                "SELECT * FROM K OFFSET @start +5", bindings, k.startAt(CURSOR).offset(5));
        assertMeans(
                "SELECT * FROM K OFFSET 5 + @start", bindings, k.startAt(CURSOR).offset(5));
        Query both = k.startAt(CURSOR).offset(7).endAt(OTHER);
        assertMeans("SELECT * FROM K LIMIT @end OFFSET @start + @n", bindings, both);
        assertMeans("SELECT * FROM K OFFSET @start + @n LIMIT @end", bindings, both);
    }

    @Test
    void aggregatesOverRows() {
        AggregationQuery expected = AggregationQuery.of(
                Query.kind("City")
                        .filter("country", Operator.EQUAL, Value.of("de"))
                        .limit(100),
                Aggregation.count().as("n"),
                Aggregation.sum("size"),
                Aggregation.average("size"),
                Aggregation.countUpTo(5).as("few"));
        String numbers = "COUNT(*) AS n, SUM(size), AVG(size), COUNT_UP_TO(5) AS few";

        for (String gql : List.of(
                "SELECT " + numbers + " FROM City WHERE country = 'de' LIMIT 100",
                "AGGREGATE " + numbers + " OVER (SELECT * FROM City WHERE country = 'de' LIMIT 100)")) {
            GqlQuery read = Gql.parse(gql);
            AggregationQuery aggregation = read.asAggregation(GqlBindings.none());

            assertThat(read.isAggregation()).isTrue();
            assertThat(aggregation.aggregations()).isEqualTo(expected.aggregations());
            assertThat(QueryShape.of(aggregation.query())).isEqualTo(QueryShape.of(expected.query()));
        }
    }

    @Test
    void aCountMayStopAtABoundNumber() {
        AggregationQuery aggregation = Gql.parse("SELECT COUNT_UP_TO(@most) AS n FROM K")
                .asAggregation(GqlBindings.none().with("most", Value.of(3_000_000_000L)));

        assertThat(aggregation.aggregations())
                .containsExactly(Aggregation.countUpTo(3_000_000_000L).as("n"));
    }

    private static Value read(String literal) {
        Filter.PropertyFilter filter = (Filter.PropertyFilter) Gql.parse("SELECT * FROM K WHERE a = " + literal)
                .asQuery()
                .filters()
                .get(0);
        return filter.operand();
    }

    @Test
    void stringsHaveEitherQuoteDoubledOrEscaped() {
        assertThat(read("'it''s'")).isEqualTo(Value.of("it's"));
        assertThat(read("'it\\'s'")).isEqualTo(Value.of("it's"));
        assertThat(read("\"it's \"\"so\"\"\"")).isEqualTo(Value.of("it's \"so\""));
        assertThat(read("''")).isEqualTo(Value.of(""));
        assertThat(read("''''")).isEqualTo(Value.of("'"));
        assertThat(read("'\\\\\\n\\r\\t\\0\\b\\Z\\`\\%\\_\\\"'")).isEqualTo(Value.of("\\\n\r\t\0\b\u001A`%_\""));
        assertThat(read("'two\nlines \uD83D\uDE00'")).isEqualTo(Value.of("two\nlines \uD83D\uDE00"));
    }

    @Test
    void numbersAreLongsOrDoubles() {
        assertThat(read("12")).isEqualTo(Value.of(12));
        assertThat(read("+12")).isEqualTo(Value.of(12));
        assertThat(read("-0")).isEqualTo(Value.of(0));
        assertThat(read("007")).isEqualTo(Value.of(7));
        assertThat(read("9223372036854775807")).isEqualTo(Value.of(Long.MAX_VALUE));
        assertThat(read("-9223372036854775808")).isEqualTo(Value.of(Long.MIN_VALUE));
        assertThat(read("1.5e3")).isEqualTo(Value.of(1500.0));
        assertThat(read("1E-3")).isEqualTo(Value.of(0.001));
        assertThat(read(".5")).isEqualTo(Value.of(0.5));
        assertThat(read("-0.0")).isEqualTo(Value.of(-0.0));
        assertThat(read("+ 2.0")).isEqualTo(Value.of(2.0));
    }

    @Test
    void otherValuesAreWordsOrCalls() {
        assertThat(read("true")).isEqualTo(Value.of(true));
        assertThat(read("FALSE")).isEqualTo(Value.of(false));
        assertThat(read("Null")).isEqualTo(Value.NULL);
        assertThat(read("BLOB('AP8')")).isEqualTo(Value.of(ByteString.copyOf(new byte[] {0, -1})));
        assertThat(read("BLOB('AP8=')")).isEqualTo(Value.of(ByteString.copyOf(new byte[] {0, -1})));
        assertThat(read("BLOBKEY('b')")).isEqualTo(new Value.BlobKeyValue("b"));
        assertThat(read("DATETIME('2013-09-29T09:30:20.000021-08:00')"))
                .isEqualTo(Value.of(Instant.parse("2013-09-29T17:30:20.000021Z")));
        assertThat(read("datetime('2013-09-29t09:30:20z')")).isEqualTo(Value.of(Instant.parse("2013-09-29T09:30:20Z")));
    }

    @Test
    void keysAreWhereTheBindingsAreAtHomeUnlessTheySay() {
        Partition home = new Partition("shop", "berlin");
        String below = "SELECT * FROM K WHERE a = KEY(";

        assertThat(key(below + "City, 17, Comment, 'n')", home))
                .isEqualTo(home.key("City", 17).child("Comment", "n"));
        assertThat(key(below + "NAMESPACE(''), City, 'x')", home))
                .isEqualTo(new Partition("shop", "").key("City", "x"));
        assertThat(key(below + "PROJECT('other'), City, -5)", home))
                .isEqualTo(new Partition("other", "berlin").key("City", -5));
        assertThat(key(below + "PROJECT('s~a'), NAMESPACE('b'), `a b`, 1)", home))
                .isEqualTo(new Partition("s~a", "b").key("a b", 1));
        assertThat(key(below + "Project, 1, Namespace, 2)", home))
                .isEqualTo(home.key("Project", 1).child("Namespace", 2));
        assertThat(read("KEY(City, 17)")).isEqualTo(Value.of(Key.of("City", 17)));
    }

    private static Key key(String gql, Partition home) {
        Query query = Gql.parse(gql).asQuery(GqlBindings.none().in(home));
        assertThat(query.namespace()).isEqualTo(home.namespace());
        Value operand = ((Filter.PropertyFilter) query.filters().get(0)).operand();
        return ((Value.KeyValue) operand).value();
    }

    @Test
    void theLegacyDialectIsUnderstood() {
        GqlBindings bindings = GqlBindings.positional(Value.of(Key.of("P", 1))).with("name", Value.of("x"));

        assertMeans(
                "SELECT * FROM K WHERE ANCESTOR IS :1 AND n = :name",
                bindings,
                Query.kind("K").ancestor(Key.of("P", 1)).filter("n =", Value.of("x")));
        assertMeans(
                "SELECT * FROM K WHERE ANCESTOR IS KEY('P', 1)", Query.kind("K").ancestor(Key.of("P", 1)));
        assertFilters("a IN (1, 2)", Filter.in("a", longs(1, 2)));
        assertFilters("a NOT IN (1)", a(Operator.NOT_IN, Value.of(longs(1))));
        Key encoded = new Partition("s~shop", "n").key("City", 17);
        assertThat(read("KEY('" + encoded.encode() + "')")).isEqualTo(Value.of(encoded));
        assertThat(read("DATETIME(2024, 2, 29, 12, 30, 1)")).isEqualTo(Value.of(Instant.parse("2024-02-29T12:30:01Z")));
        assertThat(read("DATETIME(2024, 2, 29)")).isEqualTo(Value.of(Instant.parse("2024-02-29T00:00:00Z")));
        assertThat(read("DATETIME('2024-02-29 12:30:01')")).isEqualTo(Value.of(Instant.parse("2024-02-29T12:30:01Z")));
        assertThat(read("DATE(2024, 2, 29)")).isEqualTo(Value.of(Instant.parse("2024-02-29T00:00:00Z")));
        assertThat(read("DATE('2024-02-29')")).isEqualTo(Value.of(Instant.parse("2024-02-29T00:00:00Z")));
    }

    @Test
    void keywordsHaveNoCaseAndNamesDo() {
        assertMeans(
                "select Name from City where Name in array('a') order by Name desc limit 1 offset 2",
                Query.kind("City")
                        .project("Name")
                        .filter(Filter.in("Name", List.of(Value.of("a"))))
                        .orderBy("-Name")
                        .limit(1)
                        .offset(2));
    }

    @Test
    void namesWithBackTicksMayBeAnything() {
        assertMeans(
                "SELECT `select`, `a``b`, a.`b c`.d FROM `Größe` ORDER BY ` `",
                Query.kind("Größe").project("select", "a`b", "a.b c.d").orderBy(Order.ascending(" ")));
        assertThat(Gql.name("a.b_$1")).isEqualTo("a.b_$1");
        assertThat(Gql.name("a.order")).isEqualTo("`a.order`");
        assertThat(Gql.name("a`b")).isEqualTo("`a``b`");
        assertThat(Gql.name("1a")).isEqualTo("`1a`");
        assertThat(Gql.name("a..b")).isEqualTo("`a..b`");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "key",
                "date",
                "count",
                "sum",
                "first",
                "array",
                "project",
                "ancestor",
                "descendant",
                "contains",
                "asc",
                "desc",
                "by",
                "on",
                "as",
                "over",
                "aggregate",
                "group",
                "order",
                "user"
            })
    void wordsThatAreKeywordsElsewhereAreNamesWhereOnlyANameCanStand(String word) {
        assertMeans(
                "SELECT " + word + ", x FROM " + word + " WHERE " + word + " = 1 AND " + word + " IS NULL AND 1 < "
                        + word + " ORDER BY " + word + ", y, " + word + " DESC",
                Query.kind(word)
                        .project(word, "x")
                        .filter(is(word, 1))
                        .filter(Filter.equal(word, Value.NULL))
                        .filter(word + " >", Value.of(1))
                        .orderBy(word)
                        .orderBy("y")
                        .orderBy("-" + word));
        assertMeans(
                "SELECT DISTINCT " + word + " FROM K",
                Query.kind("K").project(word).distinct());
    }
}
