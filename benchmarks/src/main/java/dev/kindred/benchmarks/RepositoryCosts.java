package dev.kindred.benchmarks;

import dev.kindred.benchmarks.jpa.JpaContestant;
import dev.kindred.benchmarks.kindred.CoreContestant;
import dev.kindred.benchmarks.kindred.RepositoryContestant;
import dev.kindred.benchmarks.kindred.Store;
import dev.kindred.benchmarks.kindred.TemplateContestant;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;

/**
 * What repositories, mapping and derived queries cost above the datastore, beside Spring Data JPA: CPU time of the calling thread for each call, over an entity of ten properties, all in one process,
 * round by round in turn. CPU time hardly depends on what else the machine does. Prints a table. See {@code docs/performance.md}.
 */
public final class RepositoryCosts {

    private static final int BATCH = 500;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** A call, what to divide its cost by, and how to choose its argument. */
    private record Call(String title, int parts, BiConsumer<Contestant, Random> made) {}

    private final List<Place> places;
    private final Map<String, Contestant> contestants = new LinkedHashMap<>();
    private final List<Call> calls;
    private long lastNewId = 1_000_000_000;

    private RepositoryCosts(int most) {
        places = Places.first(most);
        contestants.put("repository", new RepositoryContestant(Store.EMBEDDED));
        contestants.put("template, query by hand", new TemplateContestant());
        contestants.put("core, entity by hand", CoreContestant.withDefaults());
        contestants.put("Spring Data JPA + H2", new JpaContestant(JpaContestant.Database.H2));
        calls = List.of(
                new Call("find by id", 1, (on, random) -> on.get(any(random).id())),
                new Call("find " + BATCH + " by id, per entity", BATCH, (on, random) -> on.getAll(ids(random))),
                new Call(
                        "largest 20 of a country, derived",
                        1,
                        (on, random) -> on.queryEqualitySorted(any(random).country())),
                new Call(
                        "the same, in the repository's column by a query written by hand in a fragment of it",
                        1,
                        (on, random) -> largestByHand(on, any(random).country())),
                new Call("save a new one", 1, (on, random) -> on.put(any(random).withId(++lastNewId))),
                new Call(
                        "read one, change it, save it, in a transaction",
                        1,
                        (on, random) -> on.update(any(random).id())));
    }

    /**
     * Loads, measures, and prints to the standard output.
     *
     * @param args {@code --places=20000}, {@code --rounds=7}, {@code --millis=500} of CPU for each call in a round
     * @throws IOException if the stores cannot be made or deleted
     */
    public static void main(String[] args) throws IOException {
        System.out.println(report(
                QueryCosts.option(args, "--places=", 20_000),
                QueryCosts.option(args, "--rounds=", 7),
                Duration.ofMillis(QueryCosts.option(args, "--millis=", 500))));
    }

    static String report(int places, int rounds, Duration cpu) throws IOException {
        Path directory = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "repositories-")
                .toAbsolutePath();
        RepositoryCosts costs = new RepositoryCosts(places);
        try {
            costs.open(directory);
            return costs.measure(rounds, cpu);
        } finally {
            costs.contestants.values().forEach(Contestant::close);
            Race.delete(directory);
        }
    }

    private void open(Path directory) throws IOException {
        for (Contestant contestant : contestants.values()) {
            contestant.open(Files.createDirectory(
                    directory.resolve(contestant.getClass().getSimpleName())));
            contestant.load(places);
        }
        Place sample = places.get(places.size() / 2);
        for (Map.Entry<String, Contestant> each : contestants.entrySet()) {
            if (!sample.equals(each.getValue().get(sample.id()))) {
                throw new IllegalStateException("Contestant \"" + each.getKey() + "\" does not return " + sample);
            }
        }
    }

    private String measure(int rounds, Duration cpu) {
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT,
                "%,d places, %d rounds of %d ms, CPU µs of the calling thread: median (lowest – highest). %s%n%n| call |",
                places.size(),
                rounds,
                cpu.toMillis(),
                Machine.describe()));
        contestants.keySet().forEach(title -> table.append(' ').append(title).append(" |"));
        table.append("\n| --- |").append(" ---: |".repeat(contestants.size())).append('\n');
        for (Call call : calls) {
            Map<Contestant, List<Double>> costs = new LinkedHashMap<>();
            for (int round = -2; round < rounds; round++) {
                for (Contestant contestant : contestants.values()) {
                    double cost = run(call, contestant, round, cpu);
                    if (round >= 0) {
                        costs.computeIfAbsent(contestant, any -> new ArrayList<>())
                                .add(cost);
                    }
                }
            }
            table.append("| ").append(call.title()).append(" |");
            costs.values()
                    .forEach(each -> table.append(' ').append(spread(each)).append(" |"));
            table.append('\n');
        }
        return table.toString();
    }

    private static List<Place> largestByHand(Contestant on, String country) {
        return on instanceof RepositoryContestant repository
                ? repository.queryByHand(country)
                : on.queryEqualitySorted(country);
    }

    /** The same arguments for all contestants of a round. */
    private static double run(Call call, Contestant contestant, int round, Duration cpu) {
        Random random = new Random(round);
        long made = 0;
        long start = THREADS.getCurrentThreadCpuTime();
        long spent = 0;
        while (spent < cpu.toNanos() || made == 0) {
            call.made().accept(contestant, random);
            made++;
            spent = THREADS.getCurrentThreadCpuTime() - start;
        }
        return spent / 1e3 / made / call.parts();
    }

    private static String spread(List<Double> costs) {
        double[] sorted =
                costs.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return String.format(
                Locale.ROOT, "%.1f (%.1f – %.1f)", sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]);
    }

    private Place any(Random random) {
        return places.get(random.nextInt(places.size()));
    }

    private List<Long> ids(Random random) {
        int from = random.nextInt(Math.max(1, places.size() - BATCH));
        return places.subList(from, Math.min(from + BATCH, places.size())).stream()
                .map(Place::id)
                .toList();
    }
}
