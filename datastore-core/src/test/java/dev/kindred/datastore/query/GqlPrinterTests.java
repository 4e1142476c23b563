package dev.kindred.datastore.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.model.ByteString;
import dev.kindred.datastore.model.GeoPoint;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Value;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What queries look like in GQL, and that reading gives them back. */
class GqlPrinterTests {

    private static final Cursor CURSOR = new Cursor(ByteString.copyOf(new byte[] {1, 2, 3}));

    private static void assertWritten(Query query, String expected) {
        GqlText gql = Gql.format(query);
        assertThat(gql.text()).isEqualTo(expected);
        assertThat(QueryShape.of(Gql.parse(gql.text()).asQuery(gql.bindings()))).isEqualTo(QueryShape.of(query));
    }

    private static Query where(Value value) {
        return Query.kind("K").filter("a =", value);
    }

    @Test
    void everyClauseIsWritten() {
        assertWritten(
                Query.kind("City")
                        .ancestor(Key.of("Country", "de"))
                        .filter("size >=", Value.of(3))
                        .filter(Filter.or(
                                Filter.equal("select", Value.NULL),
                                Filter.and(Filter.in("a b", List.of(Value.of("x"), Value.of(1.5))))))
                        .orderBy("-size")
                        .orderBy("name")
                        .project("name", "size")
                        .distinctOn("size")
                        .limit(10)
                        .offset(5),
                "SELECT DISTINCT ON (size) name, size FROM City WHERE __key__ HAS ANCESTOR KEY(Country, 'de') AND size >= 3 AND "
                        + "(`select` IS NULL OR `a b` IN ARRAY('x', 1.5)) ORDER BY size DESC, name LIMIT 10 OFFSET 5");
        assertWritten(Query.kindless(), "SELECT *");
        assertWritten(
                Query.kind("K").filter(Filter.or(Filter.equal("a", Value.NULL), Filter.equal("b", Value.NULL))),
                "SELECT * FROM K WHERE a IS NULL OR b IS NULL");
    }

    @Test
    void valuesAreWrittenAsLiterals() {
        assertWritten(where(Value.of("it's\n\\")), "SELECT * FROM K WHERE a = 'it\\'s\\n\\\\'");
        assertWritten(where(Value.of(-0.0)), "SELECT * FROM K WHERE a = -0.0");
        assertWritten(where(Value.of(1e100)), "SELECT * FROM K WHERE a = 1.0E100");
        assertWritten(where(Value.of(true)), "SELECT * FROM K WHERE a = TRUE");
        assertWritten(
                where(Value.of(Instant.parse("2024-05-01T12:30:00.000001Z"))),
                "SELECT * FROM K WHERE a = DATETIME('2024-05-01T12:30:00.000001Z')");
        assertWritten(where(Value.of(ByteString.copyOf(new byte[] {0, -1}))), "SELECT * FROM K WHERE a = BLOB('AP8')");
        assertWritten(where(new Value.BlobKeyValue("b")), "SELECT * FROM K WHERE a = BLOBKEY('b')");
        assertWritten(
                where(Value.of(new Partition("s~shop", "n").key("City", 17).child("order", "x"))),
                "SELECT * FROM K WHERE a = KEY(PROJECT('s~shop'), NAMESPACE('n'), City, 17, `order`, 'x')");
    }

    @Test
    void whatHasNoLiteralIsBound() {
        assertWritten(where(Value.of(new GeoPoint(1, 2))), "SELECT * FROM K WHERE a = @v1");
        assertWritten(where(Value.of(Double.NaN)), "SELECT * FROM K WHERE a = @v1");
        assertWritten(where(new Value.TimestampValue(Long.MAX_VALUE)), "SELECT * FROM K WHERE a = @v1");
        assertWritten(
                Query.kind("K")
                        .filter(Filter.in("a", List.of(Value.of(Double.NaN), Value.of(1))))
                        .filter("b =", Value.of(new GeoPoint(1, 2))),
                "SELECT * FROM K WHERE a IN ARRAY(@v1, 1) AND b = @v2");
        assertWritten(Query.kind("K").startAt(CURSOR).endAt(CURSOR), "SELECT * FROM K LIMIT @end OFFSET @start");
        assertWritten(
                Query.kind("K").startAt(CURSOR).offset(3).endAt(CURSOR).limit(5),
                "SELECT * FROM K LIMIT FIRST(@end, 5) OFFSET @start + 3");
    }

    @Test
    void theNamespaceTravelsWithTheBindings() {
        assertWritten(
                Query.kind("K")
                        .namespace("n")
                        .ancestor(new Partition("app", "n").key("P", 1))
                        .filter("a =", Value.of(Key.of("P", 1))),
                "SELECT * FROM K WHERE __key__ HAS ANCESTOR KEY(P, 1) AND a = KEY(NAMESPACE(''), P, 1)");
    }

    @Test
    void whatTheTextCannotSayStandsBehindItForPeople() {
        assertThat(Query.kind("K").namespace("n")).hasToString("SELECT * FROM K in namespace \"n\"");
        assertThat(Query.kind("K").namespace("not valid!")).hasToString("SELECT * FROM K in namespace \"not valid!\"");
        assertThat(Query.kind("K").startAt(CURSOR))
                .hasToString("SELECT * FROM K OFFSET @start with {@start = cursor AQID}");
    }

    @Test
    void anyQueryIsReadBackAsItWas() {
        for (long seed = 0; seed < 5_000; seed++) {
            Query query = new RandomQuery(seed).query();

            GqlText gql = Gql.format(query);

            Query back = Gql.parse(gql.text()).asQuery(gql.bindings());
            assertThat(QueryShape.of(back))
                    .as("seed %d: %s with %s", seed, gql.text(), gql.bindings())
                    .isEqualTo(QueryShape.of(query));
        }
    }

    @Test
    void anyAggregationQueryIsReadBackAsItWas() {
        for (long seed = 0; seed < 1_000; seed++) {
            AggregationQuery query = new RandomQuery(seed).aggregationQuery();

            GqlText gql = Gql.format(query);

            AggregationQuery back = Gql.parse(gql.text()).asAggregation(gql.bindings());
            assertThat(back.aggregations()).as("seed %d: %s", seed, gql.text()).isEqualTo(query.aggregations());
            assertThat(QueryShape.of(back.query()))
                    .as("seed %d: %s", seed, gql.text())
                    .isEqualTo(QueryShape.of(query.query()));
            assertThat(Gql.format(back).text()).isEqualTo(gql.text());
        }
    }

    @Test
    void aDamagedTextIsReadOrRefusedWithItsPlace() {
        String[] pieces = {
            "SELECT",
            "FROM",
            "WHERE",
            "AND",
            "OR",
            "(",
            ")",
            ",",
            "*",
            "+",
            "-",
            "'",
            "\"",
            "`",
            "\\",
            "@1",
            "@x",
            ":",
            "IN",
            "KEY(",
            "ARRAY(",
            "DATETIME(",
            "BLOB('",
            "NULL",
            "LIMIT",
            "OFFSET",
            "FIRST(",
            "9999999999999999999",
            "1e999",
            ".",
            "\0",
            "\uD83D",
            "é",
            "\n",
            "HAS ANCESTOR",
            "COUNT(*)",
            "AGGREGATE",
            "OVER (",
            "__key__",
            "0"
        };
        int refused = 0;
        for (long seed = 0; seed < 10_000; seed++) {
            Random random = new Random(seed);
            RandomQuery queries = new RandomQuery(seed);
            GqlText gql = random.nextInt(4) == 0 ? Gql.format(queries.aggregationQuery()) : Gql.format(queries.query());
            StringBuilder text = new StringBuilder(random.nextInt(10) == 0 ? "" : gql.text());
            for (int left = 1 + random.nextInt(text.length() == 0 ? 12 : 3); left > 0; left--) {
                int at = random.nextInt(text.length() + 1);
                int end = random.nextInt(3) == 0 ? at : Math.min(text.length(), at + random.nextInt(8));
                text.replace(
                        at,
                        end,
                        random.nextInt(4) == 0
                                ? ""
                                : pieces[random.nextInt(pieces.length)] + (random.nextBoolean() ? " " : ""));
            }
            try {
                GqlBindings bindings = gql.bindings().with("x", queries.value());
                GqlQuery read = Gql.parse(text.toString());
                if (read.isAggregation()) {
                    read.asAggregation(bindings);
                } else {
                    read.asQuery(bindings);
                }
            } catch (InvalidGqlException e) {
                refused++;
                assertThat(e.position()).as("seed %d: %s", seed, text).isBetween(0, text.length());
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed + ": " + text, e);
            }
        }
        assertThat(refused).isBetween(5_000, 9_999);
    }
}
