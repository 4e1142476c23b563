package dev.kindred.datastore.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.kindred.datastore.model.GeoPoint;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.GqlChange.Assignment;
import dev.kindred.datastore.query.GqlChange.Operation;
import dev.kindred.datastore.query.GqlUse.Role;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** UPDATE and DELETE: what they say, where they are broken, and how they are written. */
class GqlChangeTests {

    private static GqlChange change(String text) {
        return Gql.parse(text).asChange(GqlBindings.none());
    }

    @Test
    void a4_updateSetsAddsAndSubtracts() {
        GqlChange change =
                change("UPDATE City SET name = 'Rom', visits = visits + 1, address.`zip code`=NULL, size = size-2.5, "
                        + "tags = ARRAY('a', 'b') WHERE country = 'it' ORDER BY size LIMIT 10");

        assertThat(change.isDeletion()).isFalse();
        assertThat(change.assignments())
                .containsExactly(
                        new Assignment("name", Operation.SET, Value.of("Rom")),
                        new Assignment("visits", Operation.ADD, Value.of(1)),
                        new Assignment("address.zip code", Operation.SET, Value.NULL),
                        new Assignment("size", Operation.SUBTRACT, Value.of(2.5)),
                        new Assignment("tags", Operation.SET, Value.of(List.of(Value.of("a"), Value.of("b")))));
        assertThat(QueryShape.of(change.query()))
                .isEqualTo(QueryShape.of(Query.kind("City")
                        .filter("country =", Value.of("it"))
                        .orderBy("size")
                        .limit(10)));
    }

    @Test
    void a4_deleteTakesWhatAQueryWouldFind() {
        GqlChange change = change("delete from Log where seen < 5 order by seen limit 100");

        assertThat(change.isDeletion()).isTrue();
        assertThat(change.query().toString()).isEqualTo("SELECT * FROM Log WHERE seen < 5 ORDER BY seen LIMIT 100");
        assertThat(change("DELETE").query().kind()).isNull();
    }

    @Test
    void updateMayLeaveItsKindOutAndAKindMayBeNamedLikeAKeyword() {
        assertThat(change("UPDATE SET a = 1").query().kind()).isNull();
        assertThat(change("UPDATE Set SET a = 1").query().kind()).isEqualTo("Set");
        assertThat(change("UPDATE `SET` SET set = 1").query().kind()).isEqualTo("SET");
        assertThat(Gql.parse("SELECT update, set FROM delete").asQuery().kind()).isEqualTo("delete");
    }

    @Test
    void bindingsStandForValuesListsAndNumbers() {
        GqlQuery gql =
                Gql.parse("UPDATE City SET name = @name, tags = ARRAY(@tag, 'x'), size = size + @1 WHERE size > @2");

        assertThat(gql.uses())
                .containsExactly(
                        new GqlUse("name", Role.NEW_VALUE, "name"),
                        new GqlUse("tag", Role.NEW_ELEMENT, "tags"),
                        new GqlUse("1", Role.SUMMAND, "size"),
                        new GqlUse("2", Role.VALUE, "size"));
        assertThat(gql.assigned()).containsExactly("name", "tags", "size");
        assertThat(gql.properties()).containsExactly("size");
        assertThat(gql.errorAtAssigned("tags", "No.").column()).isEqualTo(31);
        GqlChange change = gql.asChange(GqlBindings.positional(Value.of(3), Value.of(4))
                .with("name", Value.of(List.of()))
                .with("tag", Value.NULL)
                .in(Partition.DEFAULT.withNamespace("n")));
        assertThat(change.assignments())
                .extracting(Assignment::value)
                .containsExactly(Value.of(List.of()), Value.of(List.of(Value.NULL, Value.of("x"))), Value.of(3));
        assertThat(change.query().namespace()).isEqualTo("n");
        assertThatExceptionOfType(InvalidGqlException.class)
                .isThrownBy(() -> gql.asChange(GqlBindings.positional(Value.of("3"), Value.of(4))
                        .with("name", Value.NULL)
                        .with("tag", Value.NULL)))
                .withMessageContaining("@1 is a string; only a number can be added or subtracted.");
    }

    @Test
    void changesAndQueriesAreNotTakenForEachOther() {
        GqlQuery update = Gql.parse("UPDATE K SET a = 1");

        assertThat(update.isChange()).isTrue();
        assertThat(update.isAggregation()).isFalse();
        assertThatExceptionOfType(InvalidGqlException.class)
                .isThrownBy(update::asQuery)
                .withMessageContaining("This changes entities; a query was expected.");
        assertThatExceptionOfType(InvalidGqlException.class)
                .isThrownBy(() -> Gql.parse("DELETE FROM K").asAggregation(GqlBindings.none()));
        assertThatExceptionOfType(InvalidGqlException.class)
                .isThrownBy(() -> change("SELECT * FROM K"))
                .withMessageContaining("UPDATE or DELETE was expected.");
    }

    /** The place is marked with ¦ and not part of the text. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    UPDATE¦                                | Expected a kind, but the text ends here.
                    UPDATE K¦                              | Expected SET, but the text ends here.
                    UPDATE K ¦WHERE a = 1                  | Expected SET, but found "WHERE".
                    UPDATE K SET¦                          | Expected a property to set, but the text ends here.
                    UPDATE K SET ¦'a' = 1                  | Expected a property to set, but found "'a'".
                    UPDATE K SET a ¦1                      | Expected =, but found "1".
                    UPDATE K SET a =¦                      | Expected a value, but the text ends here.
                    UPDATE K SET a = ¦b                    | Expected a value, but found "b". Text goes in quotes: 'b'.
                    UPDATE K SET a = ¦b + 1                | A property is set to a value, or to itself plus or minus a number; write a = a + 1.
                    UPDATE K SET a = a ¦* 2                | Expected + or -, but found "*".
                    UPDATE K SET a = a¦                    | Expected + or -, but the text ends here.
                    UPDATE K SET a = a + ¦'x'              | This is a string; only a number can be added or subtracted.
                    UPDATE K SET a = 1 ¦b = 2              | Expected ",", WHERE, ORDER BY, LIMIT, OFFSET or the end, but found "b".
                    UPDATE K SET a = 1, ¦a = 2             | "a" is set twice; set a property once.
                    UPDATE K SET a = 1, ¦a.b = 2           | "a.b" is set twice, since "a" is; set a property once.
                    UPDATE K SET ¦__key__ = KEY(K, 1)      | The key of an entity never changes
                    UPDATE ¦FROM K SET a = 1               | Expected a kind, but found "FROM".
                    DELETE ¦* FROM K                       | Expected FROM, WHERE, ORDER BY, LIMIT, OFFSET or the end, but found "*".
                    DELETE FROM K WHERE a = ¦              | Expected a value, but the text ends here.
                    """)
    void whatIsBrokenIsSaidWithThePlace(String marked, String expected) {
        int place = marked.indexOf('¦');

        InvalidGqlException e =
                catchThrowableOfType(InvalidGqlException.class, () -> Gql.parse(marked.replace("¦", "")));

        assertThat(e).hasMessageContaining(expected);
        assertThat(e.position()).isEqualTo(place);
    }

    @Test
    void literalsMayBeRefusedInChangesToo() {
        assertThatExceptionOfType(InvalidGqlException.class)
                .isThrownBy(() -> Gql.parse("UPDATE K SET a = 1", Gql.Literals.REFUSED));
        assertThat(Gql.parse("UPDATE K SET a = @a", Gql.Literals.REFUSED).names())
                .containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE City SET name = 'Rom', visits = visits + 1, `set` = `set` - 1.5 WHERE country = 'it' LIMIT 3",
                "UPDATE SET a = ARRAY(1, 'x')",
                "UPDATE K SET a = NULL WHERE __key__ HAS ANCESTOR KEY(K, 1) AND (b = 1 OR c = 2)",
                "DELETE FROM City WHERE size < 5 ORDER BY size DESC LIMIT 2 OFFSET 1",
                "DELETE"
            })
    void writingGivesTheTextBack(String text) {
        assertThat(Gql.format(change(text)).text()).isEqualTo(text);
    }

    @Test
    void newValuesWithoutALiteralAreBound() {
        GqlText gql = Gql.format(new GqlChange(
                Query.kind("K"), List.of(new Assignment("at", Operation.SET, Value.of(new GeoPoint(1, 2))))));

        assertThat(gql.text()).isEqualTo("UPDATE K SET at = @v1");
        assertThat(Gql.parse(gql.text()).asChange(gql.bindings()).assignments())
                .containsExactly(new Assignment("at", Operation.SET, Value.of(new GeoPoint(1, 2))));
    }
}
