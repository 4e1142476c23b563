package dev.kindred.atlas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;

/** Every row of {@code acceptance-rows.txt} has a test that runs, in this module or in one below. */
class AcceptanceRowsTests {

    private static final Pattern LINE = Pattern.compile("(\\w+) +([^;]+)(?:; not built: (.+))?");
    private static final Pattern NUMBER = Pattern.compile("(?:[mkrtpgxeca]|trap|pain)\\d+|keywords");
    /** Tests of tasks and queues, whose features are numbered by other lists. */
    private static final Pattern TASKS =
            Pattern.compile("dev\\.kindred\\.delay\\..*|dev\\.kindred\\.datastore\\.(?:.+\\.)?\\w*Task\\w*");

    private static final String DATA = "datastore-spring-data";

    /** States of the past are kept by the embedded engines alone. */
    private static final String PAST = "dev.kindred.datastore.spring.data.template.PastViewContract";

    /** A row: what it is, and why it is not built, if it is not. */
    private record Row(String number, String subject, String reason) {}

    private static Map<String, Row> rows() throws IOException {
        Map<String, Row> rows = new LinkedHashMap<>();
        String text = new ClassPathResource("acceptance-rows.txt").getContentAsString(StandardCharsets.UTF_8);
        for (String line : text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList()) {
            Matcher row = LINE.matcher(line);
            assertThat(row.matches()).as(line).isTrue();
            assertThat(rows.put(row.group(1), new Row(row.group(1), row.group(2), row.group(3))))
                    .as(line)
                    .isNull();
        }
        return rows;
    }

    /** The tests of all modules up to this one that prove a row, by the row's number. */
    private static Map<String, Set<String>> proofs() throws IOException {
        Map<String, Set<String>> proofs = new TreeMap<>();
        for (Path module : modules()) {
            CompiledTests.of(module).running().forEach((type, methods) -> {
                if (!TASKS.matcher(type).matches()) {
                    methods.forEach(method -> numbers(method)
                            .forEach(number -> proofs.computeIfAbsent(number, key -> new TreeSet<>())
                                    .add(type + "." + method)));
                }
            });
        }
        return proofs;
    }

    private static List<String> numbers(String method) {
        return Arrays.stream(method.split("_"))
                .takeWhile(part -> NUMBER.matcher(part).matches())
                .toList();
    }

    /** The modules that are built before this one, and this one; the benchmarks come after. */
    static List<Path> modules() throws IOException {
        Path root = Path.of("..").toAbsolutePath().normalize();
        List<Path> modules = new ArrayList<>();
        Matcher module = Pattern.compile("<module>(.+?)</module>").matcher(Files.readString(root.resolve("pom.xml")));
        while (module.find() && !module.group(1).equals("benchmarks")) {
            // Nothing here depends on it, so it is not built with this module; its rows are those of tasks.
            if (!module.group(1).equals("delay-processor")) {
                modules.add(root.resolve(module.group(1)));
            }
        }
        assertThat(modules).contains(root.resolve("datastore-core"), root.resolve(DATA), root.resolve("sample-app"));
        return modules;
    }

    @Test
    void everyRowHasATestThatRunsUnlessItSaysWhyNot() throws IOException {
        Map<String, Row> rows = rows();
        Map<String, Set<String>> proofs = proofs();

        assertThat(rows.values().stream().filter(row -> row.reason() == null && !proofs.containsKey(row.number())))
                .as("rows without a test whose name begins with their number")
                .isEmpty();
        assertThat(rows.values().stream().filter(row -> row.reason() != null && proofs.containsKey(row.number())))
                .as("rows that have a test although they say that they are not built")
                .isEmpty();
        assertThat(proofs.keySet().stream().filter(number -> !rows.containsKey(number)))
                .as("numbers of tests that are no row")
                .isEmpty();
    }

    @Test
    void everyTrapHasOneTestOnEachEngine() throws IOException {
        Map<String, Set<String>> proofs = proofs();

        assertThat(rows().keySet().stream().filter(number -> number.startsWith("trap")))
                .allSatisfy(trap -> assertThat(proofs.get(trap)).as(trap).hasSize(1));
    }

    @Test
    void everyContractRunsInMemoryAndOnRocksDbAndPostgres() throws IOException {
        CompiledTests tests =
                CompiledTests.of(Path.of("..").toAbsolutePath().normalize().resolve(DATA));
        List<String> contracts = tests.named("Contract");

        assertThat(contracts).hasSizeGreaterThan(20).allSatisfy(contract -> assertThat(
                        tests.runningSubclasses(contract))
                .as(contract)
                .anyMatch(name -> name.startsWith("Memory"))
                .anyMatch(name -> name.startsWith("RocksDb"))
                .matches(
                        names -> contract.equals(PAST) || names.stream().anyMatch(name -> name.startsWith("Postgres")),
                        "with one on PostgreSQL"));
    }
}
