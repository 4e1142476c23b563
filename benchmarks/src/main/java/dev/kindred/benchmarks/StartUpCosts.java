package dev.kindred.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * What repositories add to the start of a Spring Boot application, beside Spring Data JDBC: the same application without repositories and with some, each in a JVM of its own, in turn. The applications are
 * generated: an entity of five properties and a repository of five derived methods for each. Prints a table. See {@code docs/performance.md}.
 */
public final class StartUpCosts {

    /** A way to store things, and how its applications are written. */
    private enum Peer {
        KINDRED("Kindred", """
                package %1$s;
                import dev.kindred.datastore.spring.data.mapping.Entity;
                import org.springframework.data.annotation.Id;
                @Entity public record Thing%2$d(@Id Long id, String name, String city, long amount, boolean open) {}
                """, "dev.kindred.datastore.spring.data.repository.DatastoreRepository", """
                "kindred.datastore.embedded.path=" + args[0]
                """, """
                dev.kindred.datastore.autoconfigure.DatastoreAutoConfiguration.class,
                dev.kindred.datastore.autoconfigure.DatastoreDataAutoConfiguration.class,
                dev.kindred.datastore.autoconfigure.DatastoreTransactionAutoConfiguration.class,
                dev.kindred.datastore.autoconfigure.DatastoreRepositoriesAutoConfiguration.class,
                org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration.class
                """),
        JDBC("Spring Data JDBC + H2", """
                package %1$s;
                import org.springframework.data.annotation.Id;
                import org.springframework.data.relational.core.mapping.Table;
                @Table public record Thing%2$d(@Id Long id, String name, String city, long amount, boolean open) {}
                """, "org.springframework.data.repository.ListCrudRepository", """
                "spring.datasource.url=jdbc:h2:mem:things"
                """, """
                org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration.class,
                org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration.class,
                org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration.class,
                org.springframework.boot.data.jdbc.autoconfigure.DataJdbcRepositoriesAutoConfiguration.class,
                org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration.class
                """);

        private final String title;
        private final String entity;
        private final String repository;
        private final String settings;
        private final String configuration;

        Peer(String title, String entity, String repository, String settings, String configuration) {
            this.title = title;
            this.entity = entity;
            this.repository = repository;
            this.settings = settings;
            this.configuration = configuration;
        }
    }

    private static final String REPOSITORY = """
            package %1$s;
            import java.util.List;
            import java.util.Optional;
            public interface Things%2$d extends %3$s<Thing%2$d, Long> {
                List<Thing%2$d> findByCity(String city);
                Optional<Thing%2$d> findFirstByNameOrderByAmountDesc(String name);
                List<Thing%2$d> findByCityAndAmountGreaterThanOrderByAmount(String city, long amount);
                long countByOpenTrue();
                boolean existsByNameAndCity(String name, String city);
            }
            """;

    private static final String APPLICATION = """
            package %1$s;
            import java.lang.management.ManagementFactory;
            import org.springframework.boot.SpringApplication;
            @org.springframework.boot.SpringBootConfiguration
            @org.springframework.boot.autoconfigure.AutoConfigurationPackage
            @org.springframework.boot.autoconfigure.ImportAutoConfiguration({%2$s})
            public class Application {
                public static void main(String[] args) {
                    var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
                    long cpu = system.getProcessCpuTime();
                    long wall = System.nanoTime();
                    SpringApplication.run(Application.class, "--" + %3$s, "--spring.main.banner-mode=off", "--logging.level.root=error");
                    System.out.println("STARTED " + (system.getProcessCpuTime() - cpu) / 1000 + " " + (System.nanoTime() - wall) / 1000);
                    System.exit(0);
                }
            }
            """;

    /** Start-up of one process, in milliseconds. */
    private record Start(double cpu, double wall) {}

    private record Variant(Peer peer, int repositories) {

        String packageName() {
            return "things." + peer.name().toLowerCase(Locale.ROOT) + repositories;
        }
    }

    private StartUpCosts() {}

    /**
     * Generates, measures, and prints to the standard output.
     *
     * @param args {@code --repositories=20}, {@code --rounds=9}
     * @throws IOException if the applications cannot be made or deleted
     */
    public static void main(String[] args) throws IOException {
        System.out.println(
                report(QueryCosts.option(args, "--repositories=", 20), QueryCosts.option(args, "--rounds=", 9)));
    }

    static String report(int repositories, int rounds) throws IOException {
        Path directory = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "start-up-")
                .toAbsolutePath();
        try {
            Map<Variant, List<Start>> starts = new LinkedHashMap<>();
            for (Peer peer : Peer.values()) {
                for (int count : new int[] {0, repositories}) {
                    Variant variant = new Variant(peer, count);
                    compile(variant, directory);
                    starts.put(variant, new ArrayList<>());
                }
            }
            for (int round = rounds == 1 ? 0 : -1; round < rounds; round++) {
                for (Variant variant : starts.keySet()) {
                    Start start = start(variant, directory);
                    if (round >= 0) {
                        starts.get(variant).add(start);
                    }
                }
            }
            return table(starts, repositories, rounds);
        } finally {
            Race.delete(directory);
        }
    }

    private static String table(Map<Variant, List<Start>> starts, int repositories, int rounds) {
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT,
                "%d repositories of 5 methods, %d starts of each, medians of SpringApplication.run in ms. %s%n%n"
                        + "| | CPU without | CPU with | CPU added | wall without | wall with | wall added |%n"
                        + "| --- | ---: | ---: | ---: | ---: | ---: | ---: |%n",
                repositories,
                rounds,
                Machine.describe()));
        for (Peer peer : Peer.values()) {
            Start without = median(starts.getOrDefault(new Variant(peer, 0), List.of()));
            Start with = median(starts.getOrDefault(new Variant(peer, repositories), List.of()));
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %.0f | %.0f | **%.0f** | %.0f | %.0f | **%.0f** |%n",
                    peer.title,
                    without.cpu(),
                    with.cpu(),
                    with.cpu() - without.cpu(),
                    without.wall(),
                    with.wall(),
                    with.wall() - without.wall()));
        }
        return table.toString();
    }

    private static Start median(List<Start> starts) {
        return new Start(
                middle(starts.stream().mapToDouble(Start::cpu).sorted().toArray()),
                middle(starts.stream().mapToDouble(Start::wall).sorted().toArray()));
    }

    private static double middle(double[] sorted) {
        return sorted[sorted.length / 2];
    }

    private static void compile(Variant variant, Path directory) throws IOException {
        Peer peer = variant.peer();
        String name = variant.packageName();
        Path sources = Files.createDirectories(directory.resolve("sources").resolve(name));
        Path classes = Files.createDirectories(directory.resolve("classes"));
        List<Path> files = new ArrayList<>();
        files.add(write(sources, "Application", APPLICATION.formatted(name, peer.configuration, peer.settings)));
        IntStream.range(0, variant.repositories()).forEach(i -> {
            files.add(write(sources, "Thing" + i, peer.entity.formatted(name, i)));
            files.add(write(sources, "Things" + i, REPOSITORY.formatted(name, i, peer.repository)));
        });
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new IllegalStateException("A JDK is needed to compile the applications, not a JRE");
        }
        List<String> arguments = new ArrayList<>(List.of(
                "-parameters", "-proc:none", "-d", classes.toString(), "-cp", System.getProperty("java.class.path")));
        files.forEach(file -> arguments.add(file.toString()));
        if (compiler.run(null, null, null, arguments.toArray(String[]::new)) != 0) {
            throw new IllegalStateException("The application " + name + " could not be compiled");
        }
    }

    private static Path write(Path directory, String type, String source) {
        try {
            return Files.writeString(directory.resolve(type + ".java"), source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Start start(Variant variant, Path directory) throws IOException {
        Path own = Files.createTempDirectory(directory, "run-");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms256m",
                        "-Xmx256m",
                        "-cp",
                        directory.resolve("classes")
                                + System.getProperty("path.separator")
                                + System.getProperty("java.class.path"),
                        variant.packageName() + ".Application",
                        own.toString())
                .directory(own.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return output.lines()
                .filter(line -> line.startsWith("STARTED "))
                .map(line -> line.split(" "))
                .map(parts -> new Start(Double.parseDouble(parts[1]) / 1e3, Double.parseDouble(parts[2]) / 1e3))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "The application " + variant.packageName() + " did not start:\n" + output));
    }
}
