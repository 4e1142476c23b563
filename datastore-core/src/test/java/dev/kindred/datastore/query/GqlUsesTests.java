package dev.kindred.datastore.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.query.GqlUse.Role;
import org.junit.jupiter.api.Test;

class GqlUsesTests {

    private static final GqlQuery STATEMENT = Gql.parse(
            "SELECT DISTINCT ON (country) name FROM City\nWHERE size > @1 AND (@tag IN tags OR country IN ARRAY(@a, 'x'))"
                    + " AND name IN @names AND __key__ HAS ANCESTOR @up ORDER BY country, size DESC LIMIT @n OFFSET @c + 2");

    @Test
    void everyBindingSaysWhatItStandsForAndWhatItIsComparedWith() {
        assertThat(STATEMENT.uses())
                .containsExactly(
                        new GqlUse("1", Role.VALUE, "size"),
                        new GqlUse("tag", Role.VALUE, "tags"),
                        new GqlUse("a", Role.VALUE, "country"),
                        new GqlUse("names", Role.LIST, "name"),
                        new GqlUse("up", Role.ANCESTOR, null),
                        new GqlUse("n", Role.LIMIT, null),
                        new GqlUse("c", Role.OFFSET, null));
        assertThat(Gql.parse("SELECT COUNT_UP_TO(@most), SUM(size) FROM City").uses())
                .containsExactly(new GqlUse("most", Role.COUNT, null));
    }

    @Test
    void propertiesComeInTheOrderOfTheText() {
        assertThat(STATEMENT.kind()).isEqualTo("City");
        assertThat(STATEMENT.properties())
                .contains("country", "name", "size", "tags")
                .doesNotContain("City", "x");
        assertThat(Gql.parse("SELECT COUNT(*), AVG(size) WHERE a.b = 5").properties())
                .containsExactly("size", "a.b");
        assertThat(Gql.parse("SELECT __key__").kind()).isNull();
    }

    @Test
    void errorsOfOthersShowThePlace() {
        assertThat(STATEMENT.errorAt("tags", "There is no such property.").getMessage())
                .startsWith("GQL, line 2, column 30: There is no such property.\n");
        assertThat(STATEMENT.errorAt("City", "No.").column()).isEqualTo(40);
        assertThat(STATEMENT.errorAt("@names", "No.").line()).isEqualTo(2);
        assertThat(STATEMENT.errorAt("else", "No.").position()).isZero();
    }
}
