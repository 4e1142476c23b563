package dev.kindred.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.index.CompositeIndex;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.ExecutionStatistics;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.IndexDefinition;
import dev.kindred.datastore.query.IndexYaml;
import dev.kindred.datastore.query.Query;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What happens to queries without a composite index of their own. Plans decide, not engines, so one engine is enough. */
class MissingIndexTests {

    private static final Query BY_AUTHOR =
            Query.kind("Book").filter("author =", Value.of("Eco")).orderBy("-year");
    private static final Query BELOW = BY_AUTHOR.ancestor(Key.of("Shop", 1));

    private final MemoryEngine engine = new MemoryEngine();
    private final LocalDatastore strict =
            LocalDatastore.on(engine).missingIndex(MissingIndex.FAIL).build();

    @Test
    void a5_pain10_theStrictModeRefusesWhatAppEngineWouldAndSaysWhichIndexIsMissing() {
        assertThatExceptionOfType(MissingIndexException.class)
                .isThrownBy(() -> strict.run(BY_AUTHOR))
                .withMessageContaining("SELECT * FROM Book WHERE author = ")
                .withMessageEndingWith(
                        "indexes:\n  - kind: Book\n    properties:\n    - name: author\n    - name: year\n"
                                + "      direction: desc\n")
                .satisfies(e -> assertThat(e.query()).isSameAs(BY_AUTHOR))
                .satisfies(e -> assertThat(e.definitions())
                        .map(IndexDefinition::toString)
                        .containsExactly("Book(author, -year)"));
        assertThatExceptionOfType(MissingIndexException.class).isThrownBy(() -> strict.count(BY_AUTHOR));
        assertThatExceptionOfType(MissingIndexException.class).isThrownBy(() -> strict.analyze(BY_AUTHOR));
        assertThatExceptionOfType(MissingIndexException.class)
                .isThrownBy(() -> strict.runInTransaction(transaction -> transaction.run(BY_AUTHOR)));
    }

    @Test
    void theStrictModeAnswersWhatAppEngineWould() {
        assertThat(strict.run(Query.kind("Book")
                                .filter("author =", Value.of("Eco"))
                                .filter("year =", Value.of(1980)))
                        .toList())
                .isEmpty();
        assertThat(strict.run(Query.kind("Book").orderBy("-year")).toList()).isEmpty();
        assertThat(strict.metadata().kinds()).isEmpty();
        assertThat(strict.explain(BY_AUTHOR).required()).hasSize(1);
    }

    @Test
    void declaredIndexesCountFromTheirDeclarationOn() {
        strict.declareIndexes(List.of(CompositeIndex.on("Book", "author", "-year")));

        assertThatCode(() -> strict.count(BY_AUTHOR)).doesNotThrowAnyException();
        assertThatExceptionOfType(MissingIndexException.class)
                .isThrownBy(() -> strict.count(BELOW))
                .withMessageContaining("ancestor: yes");
    }

    @Test
    void anIndexYamlDeclaresIndexesWithAncestorsToo() {
        IndexYaml yaml = IndexYaml.read(strict.explain(BELOW).required().isEmpty() ? "" : yaml(BELOW), "advice");

        strict.declareIndexes(yaml);

        assertThatCode(() -> strict.count(BELOW)).doesNotThrowAnyException();
        assertThatExceptionOfType(MissingIndexException.class).isThrownBy(() -> strict.count(BY_AUTHOR));
    }

    private String yaml(Query query) {
        return new IndexYaml(strict.explain(query).required()).toString();
    }

    @Test
    void withoutADeclarationTheStoresOwnIndexesCount() {
        LocalDatastore.on(engine).build().declareIndexes(List.of(CompositeIndex.on("Book", "author", "-year")));

        assertThatCode(() -> strict.count(BY_AUTHOR)).doesNotThrowAnyException();
    }

    @Test
    void alternativesThatNeedDifferentIndexesNameThemAll() {
        Query either = Query.kind("Book")
                .filter(Filter.or(Filter.equal("author", Value.of("Eco")), Filter.equal("title", Value.of("Eco"))))
                .orderBy("year");

        assertThatExceptionOfType(MissingIndexException.class)
                .isThrownBy(() -> strict.run(either))
                .satisfies(e -> assertThat(e.definitions()).hasSize(2));
    }

    @Test
    void twoHundredIndexesMayBeDeclared() {
        List<CompositeIndex> many = IntStream.range(0, 201)
                .mapToObj(i -> CompositeIndex.on("K", "a", "b" + i))
                .toList();

        assertThatCode(() -> strict.declareIndexes(many.subList(0, 200))).doesNotThrowAnyException();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> strict.declareIndexes(many))
                .withMessageContaining("201")
                .withMessageContaining("limit is 200");
        assertThat(strict.explain(Query.kind("K").filter("a =", Value.of(1)).orderBy("b199"))
                        .required())
                .isEmpty();
    }

    private final List<String> warnings = new ArrayList<>();
    private final IndexPolicy policy = new IndexPolicy(MissingIndex.WARN, warnings::add);
    private final List<IndexDefinition> advice =
            LocalDatastore.on(new MemoryEngine()).build().explain(BY_AUTHOR).advice();

    private static ExecutionStatistics cost(long rows, long results) {
        return new ExecutionStatistics(rows, 0, 0, 1, results, 1, Duration.ZERO);
    }

    @Test
    void anExpensiveRunIsWarnedOfOncePerShapeWithoutValues() {
        for (String author : List.of("Eco", "Calvino")) {
            policy.finished(
                    Query.kind("Book").filter("author =", Value.of(author)).orderBy("-year"),
                    () -> cost(5_000, 20),
                    () -> advice);
        }

        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("\"SELECT * FROM Book WHERE author = ? ORDER BY year DESC\"")
                .contains("read 5,000 rows for 20 results")
                .contains("- name: author\n    - name: year\n      direction: desc")
                .doesNotContain("Eco");
    }

    @Test
    void runsThatCostLittleAndThoseThatNoIndexWouldHelpAreNotWarnedOf() {
        policy.finished(BY_AUTHOR, () -> cost(999, 0), () -> advice);
        policy.finished(BY_AUTHOR, () -> cost(5_000, 501), () -> advice);
        policy.finished(BELOW, () -> cost(5_000, 1), List::of);
        new IndexPolicy(MissingIndex.ALLOW, warnings::add).finished(BY_AUTHOR, () -> cost(5_000, 1), () -> advice);

        assertThat(warnings).isEmpty();
    }

    @Test
    void warningsRememberAThousandShapes() {
        for (int i = 0; i < 2_001; i++) {
            policy.finished(Query.kind("Book").orderBy("p" + i % 1_001), () -> cost(5_000, 1), () -> advice);
        }

        assertThat(warnings).hasSize(2_001);
    }

    @Test
    void aRealRunThatReadsMuchIsSeen() {
        LocalDatastore warning =
                LocalDatastore.on(engine).missingIndex(MissingIndex.WARN).build();
        List<Entity> books = new ArrayList<>();
        for (long id = 1; id <= 2_000; id++) {
            books.add(Entity.builder(Key.of("Book", id))
                    .set("author", id % 2 == 0 ? "Eco" : "Calvino")
                    .set("year", id % 2 == 0 ? id : 10_000 + id)
                    .build());
            if (books.size() == 500) {
                warning.put(books);
                books.clear();
            }
        }

        ExecutionStatistics cost = warning.analyze(BY_AUTHOR.limit(5)).statistics();

        assertThat(cost.rowsRead()).isGreaterThan(IndexPolicy.MIN_ROWS_TO_WARN);
        assertThat(warning.run(BY_AUTHOR.limit(5)).toList()).hasSize(5);
    }
}
