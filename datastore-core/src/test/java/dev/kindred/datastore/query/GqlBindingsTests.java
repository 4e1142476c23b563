package dev.kindred.datastore.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.model.ByteString;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GqlBindingsTests {

    private static final Cursor CURSOR = new Cursor(ByteString.copyOf(new byte[] {1, 2, 3}));
    private static final Cursor OTHER = new Cursor(ByteString.copyOf(new byte[] {4}));

    private static List<Filter> filters(String condition, GqlBindings bindings) {
        return Gql.parse("SELECT * FROM K WHERE " + condition).asQuery(bindings).filters();
    }

    @Test
    void namesAndNumbersMayBeMixedAndUsedAgain() {
        GqlBindings bindings = GqlBindings.positional(Value.of(1), Value.of(2))
                .with("x", Value.of("x"))
                .withNext(Value.of(3));

        assertThat(filters("a = @2 AND b = @x AND c = @1 AND d = @2 AND e = :3 AND f = :x", bindings))
                .extracting(filter -> ((Filter.PropertyFilter) filter).operand())
                .containsExactly(Value.of(2), Value.of("x"), Value.of(1), Value.of(2), Value.of(3), Value.of("x"));
    }

    @Test
    void aStatementIsBoundAsOftenAsOneLikes() {
        GqlQuery read = Gql.parse("SELECT * FROM K WHERE a = @x");

        for (int i = 0; i < 3; i++) {
            assertThat(read.asQuery(GqlBindings.named(Map.of("x", Value.of(i)))).filters())
                    .containsExactly(Filter.equal("a", Value.of(i)));
        }
        assertThat(read).hasToString("SELECT * FROM K WHERE a = @x");
    }

    @Test
    void everyKindOfValueCanBeBoundWhereItFits() {
        Value list = Value.of(List.of(Value.of(1), Value.NULL));
        GqlBindings bindings = GqlBindings.none()
                .with("list", list)
                .with("empty", Value.of(List.of()))
                .with("null", Value.NULL)
                .with("key", Value.of(Key.of("P", 1)));

        assertThat(filters("a IN @list", bindings)).containsExactly(Filter.of("a", Operator.IN, list));
        assertThat(filters("a NOT IN @empty", bindings))
                .containsExactly(Filter.of("a", Operator.NOT_IN, Value.of(List.of())));
        assertThat(filters("a = @null", bindings)).containsExactly(Filter.equal("a", Value.NULL));
        assertThat(filters("a IN ARRAY(@null, 2)", bindings))
                .containsExactly(Filter.in("a", List.of(Value.NULL, Value.of(2))));
        assertThat(Gql.parse("SELECT * WHERE __key__ HAS ANCESTOR @key")
                        .asQuery(bindings)
                        .ancestor())
                .isEqualTo(Key.of("P", 1));
    }

    @Test
    void aNamedBindingNeedNotBeUsedAndTheLastOneOfANameWins() {
        GqlBindings bindings =
                GqlBindings.none().with("x", Value.of(1)).with("unused", CURSOR).with("x", Value.of(2));

        assertThat(filters("a = @x", bindings)).containsExactly(Filter.equal("a", Value.of(2)));
    }

    @Test
    void namesOfBindingsHaveCase() {
        assertRefused("a = @Name", GqlBindings.none().with("name", Value.of(1)), 26, "@Name is not bound");
    }

    @Test
    void whatIsMissingIsNamed() {
        GqlBindings one = GqlBindings.positional(Value.of(1));
        assertRefused("a = @nme", GqlBindings.none().with("name", Value.of(1)), 26, "@nme is not bound");
        assertRefused("a = :nme", GqlBindings.none(), 26, "@nme is not bound");
        assertRefused("a = @1 AND b = @2", one, 37, "@2 is not bound; 1 positional values are.");
    }

    @Test
    void everyPositionalBindingHasToBeUsed() {
        GqlBindings two = GqlBindings.positional(Value.of(1), Value.of(2));

        assertRefused("a = @1", two, 26, "2 positional values are bound, but the text uses them up to @1 only.");
        assertRefused("a = 1", two, 0, "2 positional values are bound, but the text uses none.");
    }

    @Test
    void whatDoesNotFitIsRefusedByName() {
        GqlBindings bindings = GqlBindings.none()
                .with("one", Value.of(1))
                .with("list", Value.of(List.of(Value.of(1), Value.of(2))))
                .with("cursor", CURSOR)
                .with("entity", new Value.EntityValue(null, Map.of()));

        assertRefused("a = @list", bindings, 26, "@list is a list of 2; a single value is needed");
        assertRefused("a IN @one", bindings, 27, "@one is a number; a list is needed after IN.");
        assertRefused("a NOT IN @one", bindings, 31, "@one is a number; a list is needed after NOT IN.");
        assertRefused("a IN ARRAY(1, @list)", bindings, 36, "@list is a list; a list holds single values.");
        assertRefused("a = @cursor", bindings, 26, "@cursor is a cursor; it may stand after OFFSET and LIMIT alone.");
        assertRefused("a = @entity", bindings, 26, "@entity is an embedded entity");
        assertRefused("@list IN a", bindings, 22, "@list is a list of 2");
        assertRefused("__key__ > @one", bindings, 32, "@one is a number; keys are needed");
        assertRefused("__key__ HAS ANCESTOR @one", bindings, 43, "@one is a number; a key is needed.");
        assertRefused("__key__ HAS ANCESTOR @list", bindings, 43, "@list is a list of 2; a key is needed.");
    }

    @Test
    void limitAndOffsetTakeNumbersAndCursors() {
        GqlBindings bindings = GqlBindings.none()
                .with("minus", Value.of(-1))
                .with("many", Value.of(1L << 31))
                .with("text", Value.of("5"))
                .with("double", Value.of(5.0))
                .with("c", CURSOR)
                .with("other", OTHER);

        assertRefused("a = 1 LIMIT @minus", bindings, 34, "@minus is -1; a number of 0 or more is needed.");
        assertRefused("a = 1 LIMIT @many", bindings, 34, "LIMIT 2147483648 is more than 2147483647.");
        assertRefused("a = 1 LIMIT @text", bindings, 34, "@text is a string; a number");
        assertRefused("a = 1 OFFSET @double", bindings, 35, "@double is a double; a number");
        assertRefused("a = 1 OFFSET 1 + @minus", bindings, 39, "@minus is -1");
        assertRefused("a = 1 OFFSET @c + @c", bindings, 40, "@c is a second cursor to start at");
        assertRefused("a = 1 LIMIT FIRST(@c, @other)", bindings, 44, "@other is a second cursor to end at");
        assertThatExceptionOfType(InvalidGqlException.class)
                .isThrownBy(() -> Gql.parse("SELECT COUNT_UP_TO(@c) FROM K").asAggregation(bindings))
                .withMessageContaining("@c is a cursor");
    }

    @Test
    void boundAncestorsMustAgree() {
        GqlBindings bindings = GqlBindings.positional(Value.of(Key.of("P", 1)), Value.of(Key.of("P", 2)));

        assertRefused(
                "a = 1 AND __key__ HAS ANCESTOR @1 OR __key__ HAS ANCESTOR @2",
                bindings,
                80,
                "here one has P(1), another P(2)");
    }

    private static void assertRefused(String condition, GqlBindings bindings, int position, String message) {
        assertThatExceptionOfType(InvalidGqlException.class)
                .isThrownBy(() -> filters(condition, bindings))
                .withMessageContaining(message)
                .satisfies(refused -> assertThat(refused.position()).isEqualTo(position));
    }

    @Test
    void aNameThatNoTextCanMentionIsRefused() {
        for (String name : List.of("", "1", "a b", "a.b", "é", "__x__", "____")) {
            assertThatExceptionOfType(InvalidQueryException.class)
                    .isThrownBy(() -> GqlBindings.none().with(name, Value.of(1)))
                    .withMessageContaining("\"" + name + "\"");
        }
        assertThat(filters("a = @_x$1", GqlBindings.none().with("_x$1", Value.of(1))))
                .hasSize(1);
        assertThat(filters("a = @__x", GqlBindings.none().with("__x", Value.of(1))))
                .hasSize(1);
        assertThat(filters("a = @limit", GqlBindings.none().with("limit", Value.of(1))))
                .hasSize(1);
    }

    @Test
    void withoutAHomeTheQueryLeavesItsNamespaceOpen() {
        GqlQuery read = Gql.parse("SELECT * FROM K");

        assertThat(read.asQuery().namespace()).isNull();
        assertThat(read.asQuery(GqlBindings.none().in(new Partition("shop", "n")))
                        .namespace())
                .isEqualTo("n");
    }

    @Test
    void aStatementIsForRowsOrForNumbers() {
        GqlQuery rows = Gql.parse("SELECT * FROM K");
        GqlQuery numbers = Gql.parse("SELECT COUNT(*) FROM K");

        assertThat(rows.isAggregation()).isFalse();
        assertThat(numbers.isAggregation()).isTrue();
        assertThatExceptionOfType(InvalidGqlException.class)
                .isThrownBy(() -> rows.asAggregation(GqlBindings.none()))
                .withMessageContaining("This asks for rows");
        assertThatExceptionOfType(InvalidGqlException.class)
                .isThrownBy(numbers::asQuery)
                .withMessageContaining("This asks for numbers");
    }

    @Test
    void bindingsShowWhatTheyHold() {
        assertThat(GqlBindings.positional(Value.of(5)).with("c", CURSOR).in(new Partition("shop", "n")))
                .hasToString("{@1 = LongValue[value=5], @c = cursor AQID, in Partition[app=shop, namespace=n]}");
    }
}
