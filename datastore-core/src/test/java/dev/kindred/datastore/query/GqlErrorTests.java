package dev.kindred.datastore.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Broken texts: where each is broken, and what is said about it. */
class GqlErrorTests {

    /** The place is marked with ¦ and not part of the text. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    # statements
                    ¦                                     | Expected UPDATE, DELETE, AGGREGATE or SELECT, but the text ends here.
                    ¦SELEC * FROM K                       | Expected UPDATE, DELETE, AGGREGATE or SELECT, but found "SELEC".
                    SELECT¦                               | but the text ends here.
                    SELECT ¦FROM K                        | Expected DISTINCT, * or a property, but found "FROM". As a name it needs back-ticks: `FROM`.
                    SELECT * ¦FORM K                      | Expected FROM, WHERE, ORDER BY, LIMIT, OFFSET or the end, but found "FORM".
                    SELECT * FROM¦                        | Expected a kind, but the text ends here.
                    SELECT * FROM ¦'K'                    | Expected a kind, but found "'K'".
                    SELECT * FROM ¦WHERE a = 1            | As a name it needs back-ticks: `WHERE`.
                    SELECT * FROM ¦ORDER BY a             | As a name it needs back-ticks: `ORDER`.
                    SELECT * FROM K¦;                     | ";" means nothing here.
                    SELECT * FROM K¦, L                   | Expected WHERE, ORDER BY, LIMIT, OFFSET or the end, but found ",".
                    SELECT * FROM K ¦GROUP BY a           | There is no GROUP BY; DISTINCT ON
                    SELECT * FROM K ¦JOIN L               | There are no joins
                    SELECT * FROM K¦/x                    | "/" means nothing here.
                    SELECT * FROM Gr¦öße                  | names with other characters than letters, digits, _ and $ in back-ticks
                    SELECT * FROM ¦``                     | The name between these back-ticks is empty.
                    SELECT * FROM ¦`K                     | The name that begins here is not closed
                    # selections
                    SELECT a, ¦__key__ FROM K             | The projection of a query names "__key__"
                    SELECT ¦__key__, a FROM K             | The projection of a query names "__key__"
                    SELECT a, ¦a FROM K                   | names "a" twice
                    SELECT DISTINCT ¦* FROM K             | Expected a property, but found "*".
                    SELECT DISTINCT ON (a, ¦a) * FROM K   | names "a" twice
                    SELECT DISTINCT ON (a) ¦FROM K        | Expected * or a property, but found "FROM".
                    SELECT a ¦b FROM K                    | Expected ",", FROM, WHERE, ORDER BY, LIMIT, OFFSET or the end, but found "b".
                    SELECT DISTINCT¦, a FROM K            | Expected a property, but found ",".
                    # aggregations
                    SELECT COUNT(¦a) FROM K               | Expected *, but found "a".
                    SELECT COUNT(*), ¦a FROM K            | Expected COUNT(*), COUNT_UP_TO(…), SUM(…) or AVG(…), but found "a".
                    SELECT a, ¦COUNT(*) FROM K            | Properties and aggregations do not go together
                    SELECT COUNT(*) AS ¦'n' FROM K        | Expected an alias, but found "'n'".
                    SELECT COUNT(*) AS n, ¦SUM(a) AS n    | Two aggregations are named "n"
                    SELECT COUNT(*), SUM(¦__key__)        | SUM(__key__) needs the name of a property
                    SELECT COUNT_UP_TO(¦-1) FROM K        | -1 is negative; write 0 or more.
                    SELECT COUNT_UP_TO(¦a) FROM K         | Expected a number or a binding, but found "a".
                    AGGREGATE ¦* OVER (SELECT *)          | Expected COUNT(*), COUNT_UP_TO(…), SUM(…) or AVG(…), but found "*".
                    AGGREGATE COUNT(*) ¦FROM K            | Expected AS, "," or OVER, but found "FROM".
                    AGGREGATE COUNT(*) OVER ¦SELECT *     | Expected "(", but found "SELECT".
                    AGGREGATE COUNT(*) OVER (SELECT *¦    | but the text ends here.
                    AGGREGATE COUNT(*) OVER (SELECT *) ¦LIMIT 1         | Expected the end, but found "LIMIT".
                    AGGREGATE COUNT(*) OVER (SELECT ¦COUNT(*) FROM K)   | takes a query for rows
                    SELECT COUNT(*), SUM(a), SUM(b), SUM(c), SUM(d), ¦SUM(e) FROM K   | has 6 aggregations; it takes 1 to 5
                    # conditions
                    SELECT * WHERE¦                       | Expected "(", a property or a value, but the text ends here.
                    SELECT * WHERE a¦                     | Expected =, !=, <, <=, >, >=, IS NULL, CONTAINS, IN, NOT IN or HAS ANCESTOR, but the text ends here.
                    SELECT * WHERE a = ¦b                 | Expected a value, but found "b". Text goes in quotes: 'b'.
                    SELECT * WHERE a = ¦`b`               | Expected a value, but found "`b`".
                    SELECT * WHERE a =¦                   | Expected a value, but the text ends here.
                    SELECT * WHERE a = 1 ¦b = 2           | Expected AND, OR, ORDER BY, LIMIT, OFFSET or the end, but found "b".
                    SELECT * WHERE a = 1 AND ¦AND b = 2   | Expected "(", a property or a value, but found "AND".
                    SELECT * WHERE (a = 1¦                | Expected AND, OR or ")", but the text ends here.
                    SELECT * WHERE a = 1¦)                | but found ")".
                    SELECT * WHERE ¦NOT (a = 1)           | NOT stands before IN alone
                    SELECT * WHERE a ¦LIKE 'x%'           | There is no LIKE; for a prefix write
                    SELECT * WHERE a ¦BETWEEN 1 AND 2     | There is no BETWEEN
                    SELECT * WHERE a ¦<> 1                | There is no operator <>; write !=.
                    SELECT * WHERE a ¦== 1                | There is no operator ==; write =.
                    SELECT * WHERE a ¦! 1                 | "!" means nothing here.
                    SELECT * WHERE a IS ¦NOT NULL         | There is no IS NOT NULL; write a > NULL.
                    SELECT * WHERE a IS ¦5                | Expected NULL, but found "5".
                    SELECT * WHERE a IN ¦5                | Expected ARRAY(…), a list in parentheses or a binding, but found "5".
                    SELECT * WHERE a NOT ¦CONTAINS 5      | Expected IN, but found "CONTAINS".
                    SELECT * WHERE a = ¦ARRAY(1)          | This is a list of 1; a single value is needed; write IN for several.
                    SELECT * WHERE 5 ¦NOT IN a            | Expected =, !=, <, <=, >, >=, IN or HAS DESCENDANT, but found "NOT".
                    SELECT * WHERE 5 = ¦6                 | Expected a property, but found "6".
                    SELECT * WHERE 5 IN ARRAY¦(5)         | Expected AND, OR, ORDER BY, LIMIT, OFFSET or the end, but found "(".
                    SELECT * WHERE __key__ = ¦5           | This is a number; keys are needed to compare with __key__.
                    SELECT * WHERE __key__ IN ¦ARRAY(5)   | keys are needed
                    SELECT * WHERE ¦limit > 5             | Expected "(", a property or a value, but found "limit". As a name it needs back-ticks: `limit`.
                    # ancestors
                    SELECT * WHERE ¦a HAS ANCESTOR KEY(K, 1)           | Only __key__ has ancestors, not "a".
                    SELECT * WHERE KEY(K, 1) HAS DESCENDANT ¦a         | Only __key__ has ancestors, not "a".
                    SELECT * WHERE __key__ HAS ¦DESCENDANT KEY(K, 1)   | Expected ANCESTOR, but found "DESCENDANT".
                    SELECT * WHERE __key__ HAS ANCESTOR ¦5             | This is a number; a key is needed.
                    SELECT * WHERE ANCESTOR IS ¦'x'                    | This is a string; a key is needed.
                    SELECT * WHERE a = 1 OR __key__ HAS ANCESTOR ¦KEY(K, 1)                               | here one has none, another K(1)
                    SELECT * WHERE __key__ HAS ANCESTOR KEY(K, 1) OR __key__ HAS ANCESTOR ¦KEY(K, 2)      | here one has K(1), another K(2)
                    SELECT * WHERE __key__ HAS ANCESTOR KEY(K, 1) AND __key__ HAS ANCESTOR ¦KEY(K, 2)     | A query has one ancestor: this is K(2), another is K(1)
                    SELECT * WHERE __key__ HAS ANCESTOR KEY(K, 1) AND (a = 1 OR __key__ HAS ANCESTOR ¦KEY(K, 2))   | A query has one ancestor
                    SELECT * WHERE b = @b AND (a = 1 OR __key__ HAS ANCESTOR ¦KEY(K, 1)) LIMIT @n         | here one has none, another K(1)
                    # orders, limits, offsets
                    SELECT * FROM K ORDER ¦a              | Expected BY, but found "a".
                    SELECT * FROM K ORDER BY a,¦          | Expected a property, but the text ends here.
                    SELECT * FROM K ORDER BY a DESC ¦ASC  | Expected ",", LIMIT, OFFSET or the end, but found "ASC".
                    SELECT * FROM K LIMIT ¦-1             | -1 is negative; write 0 or more.
                    SELECT * FROM K LIMIT ¦1.5            | Expected a number or a binding, but found "1.5".
                    SELECT * FROM K LIMIT ¦2147483648     | LIMIT 2147483648 is more than 2147483647.
                    SELECT * FROM K LIMIT FIRST(@c, ¦2147483648)    | LIMIT 2147483648 is more than 2147483647.
                    SELECT * FROM K LIMIT 1¦, 2           | Expected OFFSET or the end, but found ",".
                    SELECT * FROM K LIMIT 1 ¦LIMIT 2      | Expected OFFSET or the end, but found "LIMIT".
                    SELECT * FROM K LIMIT FIRST(1¦)       | Expected ",", but found ")".
                    SELECT * FROM K LIMIT 1 ¦WHERE a = 1  | Expected OFFSET or the end, but found "WHERE".
                    SELECT * FROM K OFFSET ¦99999999999   | OFFSET 99999999999 is more than 2147483647.
                    SELECT * FROM K OFFSET 2147483647 + ¦1    | OFFSET 2147483648 is more than 2147483647.
                    SELECT * FROM K OFFSET 1 +¦           | Expected a number or a binding, but the text ends here.
                    # values
                    SELECT * WHERE a = ¦'x                | The string that begins here is not closed; its end has to be '.
                    SELECT * WHERE a = ¦'x\\'             | The string that begins here is not closed
                    SELECT * WHERE a = 'x¦\\y'            | A backslash stands before one of
                    SELECT * WHERE a = ¦12ab              | This is not a number
                    SELECT * WHERE a = ¦1.                | This is not a number
                    SELECT * WHERE a = ¦1.2.3             | This is not a number
                    SELECT * WHERE a = ¦1e                | This is not a number
                    SELECT * WHERE a = ¦.                 | This is not a number
                    SELECT * WHERE a = -¦-1               | Expected a number, but found "-".
                    SELECT * WHERE a = ¦1e999             | "1e999" is greater than any double
                    SELECT * WHERE a = ¦9223372036854775808    | "9223372036854775808" does not fit 64 bits
                    SELECT * WHERE a = ¦-9223372036854775809   | "-9223372036854775809" does not fit 64 bits
                    SELECT * WHERE a = ¦USER('x@y')       | USER(…) has no meaning here.
                    SELECT * WHERE a = ¦GEOPT(1, 2)       | bind a geo point with @name
                    SELECT * WHERE a = ¦UPPER('x')        | There is no function "UPPER"
                    SELECT * WHERE a IN ARRAY(1 ¦2)       | Expected ")" or ",", but found "2".
                    SELECT * WHERE a IN ARRAY(1, ¦ARRAY(2))    | A list holds no lists.
                    SELECT * WHERE a IN (1, ¦)            | Expected a value, but found ")".
                    SELECT * WHERE a = BLOB(¦5)           | Expected a string, but found "5".
                    SELECT * WHERE a = BLOB(¦'a+/')       | This is not base64url
                    SELECT * WHERE a = DATETIME(¦'2024-13-01T00:00:00Z')    | "2024-13-01T00:00:00Z" is not a time of RFC 3339
                    SELECT * WHERE a = DATETIME(¦'2024-01-01T00:00:00')     | is not a time of RFC 3339
                    SELECT * WHERE a = DATETIME(¦2024, 13, 1)               | There is no such time
                    SELECT * WHERE a = DATETIME(2024, 1¦)                   | Expected ",", but found ")".
                    SELECT * WHERE a = DATE(2024, 1, 1¦, 5)                 | Expected ")", but found ",".
                    SELECT * WHERE a = DATE(¦'1.1.2024')                    | "1.1.2024" is not a date
                    # keys
                    SELECT * WHERE a = KEY(¦)             | Expected a kind, but found ")".
                    SELECT * WHERE a = KEY(K¦)            | Expected ",", but found ")".
                    SELECT * WHERE a = KEY(K, ¦)          | Expected an id or a name in quotes, but found ")".
                    SELECT * WHERE a = KEY(K, ¦@id)       | Expected an id or a name in quotes, but found "@id".
                    SELECT * WHERE a = KEY(¦K, 0)         | The id of a K key is 0
                    SELECT * WHERE a = KEY(K, 1, ¦L, '')  | The name of a L key is empty
                    SELECT * WHERE a = KEY(¦'garbage!')   | is not the text of a key
                    SELECT * WHERE a = KEY(¦PROJECT(''), K, 1)              | application id of a key is empty
                    SELECT * WHERE a = KEY(¦NAMESPACE('a b'), K, 1)         | Namespace "a b" is not valid
                    SELECT * WHERE a = KEY(NAMESPACE('a'), PROJECT¦('p'), K, 1)    | Expected ",", but found "(".
                    # bindings
                    SELECT * WHERE a = ¦@                 | A binding is @ and a name
                    SELECT * WHERE a = ¦@0                | A binding is @ and a name
                    SELECT * WHERE a = ¦@1a               | A binding is @ and a name
                    SELECT * WHERE a = ¦@12345678901      | A binding is @ and a name
                    SELECT * WHERE a = ¦@__x__            | Names of the form __…__ are reserved.
                    SELECT * WHERE a = ¦:__x__            | Names of the form __…__ are reserved.
                    SELECT * WHERE a = @1 AND b = ¦@3     | There is @3 but not every number before it
                    """)
    void aBrokenTextIsReportedWithItsPlace(String marked, String message) {
        assertBroken(marked, message);
    }

    private static void assertBroken(String marked, String message) {
        int place = marked.indexOf('¦');
        assertThat(place).isNotNegative();
        String text = marked.replace("¦", "");

        InvalidGqlException broken = catchThrowableOfType(InvalidGqlException.class, () -> Gql.parse(text));

        assertThat(broken).as(text).isNotNull();
        assertThat(broken.position()).as(broken.getMessage()).isEqualTo(place);
        assertThat(broken.line()).isEqualTo(1);
        assertThat(broken.column()).isEqualTo(place + 1);
        assertThat(broken).hasMessageContaining(message);
    }

    @Test
    void theMessageShowsTheLineAndMarksThePlace() {
        assertThatExceptionOfType(InvalidGqlException.class)
                .isThrownBy(() -> Gql.parse("SELECT *\r\nFROM\tK\nWHERE\ta = b\nLIMIT 5"))
                .satisfies(broken -> {
                    assertThat(broken.position()).isEqualTo(27);
                    assertThat(broken.line()).isEqualTo(3);
                    assertThat(broken.column()).isEqualTo(11);
                })
                .withMessage("GQL, line 3, column 11: Expected a value, but found \"b\". Text goes in quotes: 'b'.\n"
                        + "  WHERE a = b\n"
                        + "            ^");
    }

    @Test
    void linesEndAsTheyDoAnywhere() {
        for (String end : new String[] {"\n", "\r\n", "\r"}) {
            assertThatExceptionOfType(InvalidGqlException.class)
                    .isThrownBy(() -> Gql.parse("SELECT" + end + "*" + end + end + " ?"))
                    .satisfies(broken -> {
                        assertThat(broken.line()).isEqualTo(4);
                        assertThat(broken.column()).isEqualTo(2);
                    });
        }
    }

    @Test
    void ofALongLineOnlyTheSurroundingsAreShown() {
        String filler = "a = 1 AND ".repeat(50);

        assertThatExceptionOfType(InvalidGqlException.class)
                .isThrownBy(() -> Gql.parse("SELECT * WHERE " + filler + "? AND " + filler))
                .satisfies(broken -> assertThat(broken.column()).isEqualTo(516))
                .satisfies(broken -> assertThat(broken.getMessage().lines())
                        .allSatisfy(line -> assertThat(line).hasSizeLessThan(200))
                        .last()
                        .asString()
                        .endsWith(" ".repeat(61) + "^"));
    }

    @Test
    void theDepthOfParenthesesIsBounded() {
        String deep = "(".repeat(100) + "a = 1" + ")".repeat(100);
        assertThat(Gql.parse("SELECT * FROM K WHERE " + deep).asQuery().filters())
                .hasSize(1);
        assertThatExceptionOfType(InvalidGqlException.class)
                .isThrownBy(() -> Gql.parse("SELECT * WHERE " + "(".repeat(100_000)))
                .withMessageContaining("deeper than 100 levels");
        assertThatExceptionOfType(InvalidGqlException.class)
                .isThrownBy(() -> Gql.parse("SELECT * LIMIT " + "FIRST(".repeat(100_000)))
                .withMessageContaining("deeper than 100 levels");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    SELECT * FROM K WHERE a = ¦5
                    SELECT * FROM K WHERE ¦'x' IN a
                    SELECT * FROM K WHERE a = ¦NULL
                    SELECT * FROM K WHERE a IN ARRAY(@x, ¦TRUE)
                    SELECT * FROM K WHERE a IN (¦-1.5)
                    SELECT * FROM K WHERE __key__ = ¦KEY(K, 1)
                    SELECT * FROM K LIMIT ¦5
                    SELECT * FROM K OFFSET @c + ¦5
                    SELECT COUNT_UP_TO(¦5) FROM K
                    """)
    void literalsCanBeRefused(String marked) {
        int place = marked.indexOf('¦');

        assertThatExceptionOfType(InvalidGqlException.class)
                .isThrownBy(() -> Gql.parse(marked.replace("¦", ""), Gql.Literals.REFUSED))
                .withMessageContaining("write @name here and bind the value")
                .satisfies(broken -> assertThat(broken.position()).isEqualTo(place));
    }

    @Test
    void withoutLiteralsBindingsAndNullTestsRemain() {
        GqlQuery read = Gql.parse(
                "SELECT * FROM K WHERE a = @a AND b IS NULL AND c IN ARRAY(@1, @2) LIMIT @n OFFSET @c + @o",
                Gql.Literals.REFUSED);

        assertThat(read.names()).containsExactlyInAnyOrder("a", "n", "c", "o");
        assertThat(read.positions()).isEqualTo(2);
    }
}
