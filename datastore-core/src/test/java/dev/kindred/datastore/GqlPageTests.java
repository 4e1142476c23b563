package dev.kindred.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Gql;
import dev.kindred.datastore.query.GqlBindings;
import dev.kindred.datastore.query.InvalidGqlException;
import dev.kindred.datastore.query.Query;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page on GQL: its statements are read, its code runs, its error is the one that is given. */
class GqlPageTests {

    private static final Path PAGE = Path.of("..", "docs", "reference", "gql.md");
    private static final Pattern BLOCK = Pattern.compile("```sql\\n(.*?)\\n```", Pattern.DOTALL);

    @Test
    void everyStatementOfThePageIsRead() throws IOException {
        List<String> statements = BLOCK.matcher(Files.readString(PAGE))
                .results()
                .flatMap(block -> block.group(1).lines())
                .filter(line -> !line.isBlank())
                .toList();

        assertThat(statements).hasSizeGreaterThan(20).allSatisfy(statement -> assertThat(Gql.parse(statement))
                .isNotNull());
    }

    @Test
    void theErrorOfThePageIsTheOneThatIsGiven() throws IOException {
        InvalidGqlException broken = catchThrowableOfType(
                InvalidGqlException.class, () -> Gql.parse("SELECT * FROM City\nWHERE size > 5 AND name = Rome"));

        assertThat(Files.readString(PAGE)).contains(broken.getMessage());
    }

    @Test
    void everyKeywordThatNeedsBackTicksIsOnThePage() throws IOException {
        String page = Files.readString(PAGE);
        for (String word : List.of(
                "SELECT",
                "FROM",
                "WHERE",
                "AND",
                "OR",
                "NOT",
                "IN",
                "IS",
                "HAS",
                "DISTINCT",
                "LIMIT",
                "OFFSET",
                "NULL",
                "TRUE",
                "FALSE")) {
            assertThat(page).contains("`" + word + "`");
            assertThat(catchThrowableOfType(
                            InvalidGqlException.class, () -> Gql.parse("SELECT * FROM K ORDER BY " + word)))
                    .hasMessageContaining("As a name it needs back-ticks: `" + word + "`.");
        }
    }

    @Test
    void theCodeOfThePageRuns() {
        try (LocalDatastore datastore = LocalDatastore.on(new MemoryEngine()).build()) {
            for (int i = 1; i <= 8; i++) {
                datastore.put(Entity.builder(datastore.partition().key("City", i))
                        .set("country", "it")
                        .set("size", i * 1_000_000L)
                        .build());
            }
            Query query = Query.kind("City").filter("country =", Value.of("it"));
            QueryResults none = datastore.run(
                    query.filter("size >", Value.of(1_000_000)).orderBy("-size").limit(0));

            assertThat(GqlPage.examples(datastore, none.cursor()))
                    .extracting(key -> key.id())
                    .containsExactly(3L, 2L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
            assertThat(GqlPage.aggregation(datastore)).isEqualTo(8);
            assertThat(GqlPage.written(query)).hasToString(query.toString());
            assertThat(datastore.run(query.toString(), GqlBindings.none()).toList())
                    .hasSize(8);
        }
    }
}
