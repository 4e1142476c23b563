package dev.kindred.datastore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.engine.ordered.OrderedSettings;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The code in the reference pages of the core is a region of a test that is compiled: {@code <!-- path#name -->} stands before the block, and the file has the lines
 * between {@code tag::name[]} and {@code end::name[]}.
 */
class ReferencePagesTests {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern BLOCK =
            Pattern.compile("(?:<!-- (\\S+)#(\\S+) -->\\n)?```java\\n(.*?)\\n```", Pattern.DOTALL);

    @ParameterizedTest
    @ValueSource(strings = {"gql.md", "indexes.md", "keys-and-ids.md", "metadata.md", "queries.md", "writing.md"})
    void snippetsAreWhatIsCompiled(String page) throws IOException {
        List<MatchResult> blocks = BLOCK.matcher(Files.readString(ROOT.resolve("docs/reference/" + page)))
                .results()
                .toList();

        assertThat(blocks).isNotEmpty().allSatisfy(block -> {
            assertThat(block.group(1)).as("the source of\n" + block.group(3)).isNotNull();
            assertThat(block.group(3)).isEqualTo(region(block.group(1), block.group(2)));
        });
    }

    @Test
    void examplesOfKeysAndIdsRun() {
        try (LocalDatastore datastore = LocalDatastore.on(new MemoryEngine()).build();
                LocalDatastore moved = KeysAndIdsPage.moved(new MemoryEngine())) {
            assertThat(KeysAndIdsPage.examples(datastore))
                    .startsWith(
                            Key.of("City", 17).child("Comment", "n"),
                            new Partition("glibrary", "").key("WordIndex", 1033))
                    .endsWith(new IdRange(1, 101));
            assertThat(moved.find(new Partition("s~guestbook", "").key("G", 1))).isNull();
        }
    }

    @Test
    void examplesOfIndexesRun(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("index.yaml"), yaml("indexes.md"));
        try (LocalDatastore datastore = LocalDatastore.on(new MemoryEngine()).build();
                LocalDatastore strict = IndexesPage.strict(datastore.engine())) {
            datastore.put(Entity.builder(Key.of("City", 1))
                    .set("country", "IT")
                    .set("population", 2_873_000)
                    .build());

            assertThat(Files.readString(ROOT.resolve("docs/reference/indexes.md")))
                    .contains(IndexesPage.explained(datastore).get(0).toString());
            assertThat(IndexesPage.read(datastore, file)).hasSize(1);
            IndexesPage.declared(datastore);
            assertThat(IndexesPage.explained(strict).get(1)).isEqualTo(2.0);
        }
    }

    private static String yaml(String page) throws IOException {
        String text = Files.readString(ROOT.resolve("docs/reference/" + page));
        int start = text.indexOf("```yaml\n") + "```yaml\n".length();
        return text.substring(start, text.indexOf("```", start));
    }

    @Test
    void examplesOfMetadataRun() {
        try (LocalDatastore datastore = LocalDatastore.on(new MemoryEngine()).build()) {
            datastore.put(List.of(
                    Entity.builder(Key.of("City", 1))
                            .set("name", "Rome")
                            .set("population", 2_873_000)
                            .build(),
                    Entity.builder(Key.of("City", 2))
                            .set("name", "Ostia")
                            .set("population", Value.NULL)
                            .build()));

            assertThat(MetadataPage.helpers(datastore))
                    .containsExactly(
                            List.of(""),
                            List.of(),
                            "{name=[STRING], population=[INT64, NULL]}",
                            List.of(Key.of("City", 2)));
            KindStatistics cities = datastore.metadata().statistics("City");
            assertThat(MetadataPage.statistics(datastore)).containsExactly(cities, List.of(cities));
            assertThat(MetadataPage.queries(datastore))
                    .extracting(datastore::count)
                    .containsExactly(1L, 2L);
        }
    }

    @Test
    void examplesOfWritingRun() {
        try (LocalDatastore datastore = LocalDatastore.on(new MemoryEngine()).build()) {
            Key task = Key.of("Task", 1);
            Key person = Key.of("Person", 1);
            datastore.put(List.of(
                    Entity.builder(task).build(),
                    Entity.builder(Key.of("Task", 2)).build(),
                    Entity.builder(person).set("name", "Ann").set("age", 7).build()));

            assertThat(WritingPage.mutations(datastore, datastore.get(task), Key.of("Task", 2)))
                    .hasSize(3);
            assertThat(WritingPage.masks(datastore, person).properties()).containsOnlyKeys("name");
            assertThat(datastore.get(person).properties()).containsOnlyKeys("age");
            assertThat(WritingPage.transforms(datastore)).containsExactly(Value.of(1));
            assertThat(WritingPage.batches(datastore, List.of(datastore.get(task))))
                    .isEqualTo(1);
            assertThat(WritingPage.transactions(datastore, Key.of("Page", "home"), Key.of("Page", "start")))
                    .isEqualTo(1);
            assertThat(WritingPage.expiry(datastore)).isEqualTo(new Expiry.Result(0, null));
        }
    }

    @Test
    void examplesOfReadingThePastRun(@TempDir Path directory) {
        MovableClock clock = new MovableClock(Instant.parse("2024-05-06T12:00:00Z"));
        OrderedSettings settings = OrderedSettings.DEFAULT.clocks(clock, System::nanoTime);
        try (LocalDatastore datastore = WritingPage.withHistory(directory, settings)) {
            datastore.put(Entity.builder(Key.of("K", 1)).set("n", 1).build());
            clock.advance(Duration.ofMinutes(1));
            datastore.delete(Key.of("K", 1));

            assertThat(WritingPage.past(datastore, Key.of("K", 1), clock.instant())
                            .value("n"))
                    .isEqualTo(Value.of(1));
        }
    }

    @Test
    void examplesOfQueriesRun() {
        try (LocalDatastore datastore = LocalDatastore.on(new MemoryEngine()).build()) {
            Key italy = Key.of("Country", "IT");
            datastore.put(List.of(
                    city(italy, "Rome", 2_873_000, "it", "la"),
                    city(italy, "Milan", 1_374_000, "it"),
                    city(Key.of("Country", "AT"), "Graz", 291_000, "de")));
            Key rome = italy.child("City", "Rome");
            Key milan = italy.child("City", "Milan");

            assertThat(QueriesPage.run(datastore)).extracting(Entity::key).containsExactly(rome, milan);
            assertThat(datastore.count(QueriesPage.or())).isEqualTo(2);
            assertThat(datastore.count(QueriesPage.descendants(italy))).isEqualTo(2);
            assertThat(QueriesPage.projection(datastore)).hasSize(4 + 2 + 2);
            assertThat(QueriesPage.aggregation(datastore).values())
                    .containsEntry("cities", Value.of(2))
                    .containsEntry("people", Value.of(4_247_000))
                    .containsEntry("mean", Value.of(2_123_500.0));
            assertThat(QueriesPage.pages(datastore)).containsExactly(rome, milan);
        }
    }

    private static Entity city(Key country, String name, long population, String... languages) {
        return Entity.builder(country.child("City", name))
                .set("country", country.name())
                .set("population", population)
                .set(
                        "language",
                        Value.of(java.util.Arrays.stream(languages)
                                .map(Value::of)
                                .toList()))
                .build();
    }

    private static String region(String path, String name) throws IOException {
        List<String> lines = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(ROOT.resolve(path))) {
            if (line.contains("tag::" + name + "[]") || line.contains("end::" + name + "[]")) {
                inside = line.contains("tag::");
            } else if (inside) {
                lines.add(line);
            }
        }
        assertThat(lines).as("region " + name + " of " + path).isNotEmpty();
        return String.join("\n", lines).stripIndent().strip();
    }
}
