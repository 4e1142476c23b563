package dev.kindred.atlas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;

/** Every row of {@code delay-rows.txt} has tests that run, or says why not. Unlike in {@link AcceptanceRowsTests} the list names them: one test often shows several rows. */
class DelayRowsTests {

    private static final Pattern LINE = Pattern.compile("(\\w+) +([^;]+)(?:; (not built|later): (.+))?");
    private static final Pattern METHOD = Pattern.compile("void (\\w+)\\(");
    private static final int PEERS = 78;
    private static final int PAINS = 31;

    /** A row: what it is, {@code not built} or {@code later} if it says so, and the tests that show it. */
    private record Row(String subject, String missing, List<String> proofs) {}

    private static Map<String, Row> rows() throws IOException {
        Map<String, Row> rows = new LinkedHashMap<>();
        List<String> proofs = List.of();
        String text = new ClassPathResource("delay-rows.txt").getContentAsString(StandardCharsets.UTF_8);
        for (String line : text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList()) {
            if (line.startsWith(" ")) {
                proofs.add(line.trim());
                continue;
            }
            Matcher row = LINE.matcher(line);
            assertThat(row.matches()).as(line).isTrue();
            proofs = new ArrayList<>();
            assertThat(rows.put(row.group(1), new Row(row.group(2), row.group(3), proofs)))
                    .as("two rows " + row.group(1))
                    .isNull();
        }
        return rows;
    }

    /** All tests of the modules up to this one, as {@code Class.method}. */
    private static Set<String> tests() throws IOException {
        Set<String> tests = new TreeSet<>();
        for (Path module : AcceptanceRowsTests.modules()) {
            CompiledTests.of(module)
                    .running()
                    .forEach((type, methods) ->
                            methods.forEach(method -> tests.add(type.replaceAll(".*[.$]", "") + "." + method)));
        }
        // Not built with this module, so by its source.
        Path processor = Path.of("..", "delay-processor", "src", "test", "java");
        try (Stream<Path> files = Files.walk(processor)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith("Tests.java")).toList()) {
                String type = file.getFileName().toString().replace(".java", "");
                METHOD.matcher(Files.readString(file))
                        .results()
                        .forEach(method -> tests.add(type + "." + method.group(1)));
            }
        }
        return tests;
    }

    @Test
    void everyRowHasTestsUnlessItSaysWhyNot() throws IOException {
        assertThat(rows()).allSatisfy((number, row) -> {
            if (row.missing() == null) {
                assertThat(row.proofs()).as(number + ", which is to be shown").isNotEmpty();
            } else if (row.missing().equals("not built")) {
                assertThat(row.proofs())
                        .as(number + ", which is said not to be built")
                        .isEmpty();
            }
        });
    }

    @Test
    void everyTestOfTheListRuns() throws IOException {
        Set<String> tests = tests();

        assertThat(rows())
                .allSatisfy((number, row) -> assertThat(tests).as(number).containsAll(row.proofs()));
    }

    @Test
    void noRowIsLeftOut() throws IOException {
        assertThat(rows())
                .containsKeys(IntStream.rangeClosed(1, PEERS)
                        .mapToObj(number -> "b" + number)
                        .toArray(String[]::new))
                .containsKeys(IntStream.rangeClosed(1, PAINS)
                        .mapToObj(number -> "c" + number)
                        .toArray(String[]::new));
    }

    @Test
    void everyContractRunsInMemoryAndOnRocksDbAndPostgres() throws IOException {
        CompiledTests tests =
                CompiledTests.of(Path.of("..").toAbsolutePath().normalize().resolve("delay-spring"));
        List<String> contracts = tests.named("Contract");

        assertThat(contracts).hasSizeGreaterThan(8).allSatisfy(contract -> assertThat(tests.runningSubclasses(contract))
                .as(contract)
                .anyMatch(name -> name.startsWith("Memory"))
                .anyMatch(name -> name.startsWith("RocksDb"))
                .anyMatch(name -> name.startsWith("Postgres")));
    }
}
