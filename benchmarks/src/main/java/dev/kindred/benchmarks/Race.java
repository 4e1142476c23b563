package dev.kindred.benchmarks;

import dev.kindred.benchmarks.tasks.RaceServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** Runs the race and prints the tables. See {@code docs/performance.md}. */
public final class Race {

    private final RaceOptions options;
    private final LaneFactory lanes;

    /** Makes the lane of an entrant with an empty directory. */
    interface LaneFactory {
        Lane lane(Entrant entrant, Path directory, int places);
    }

    Race(RaceOptions options, LaneFactory lanes) {
        this.options = options;
        this.lanes = lanes;
    }

    /**
     * Runs the race in a process per contestant, prints the report to the standard output and progress to the standard error.
     *
     * @param args the options; {@code --help} lists them
     * @throws IOException if the stores cannot be made or deleted
     */
    public static void main(String[] args) throws IOException {
        if (List.of(args).contains("--help")) {
            System.out.print(RaceOptions.USAGE);
            return;
        }
        Results results = new Race(RaceOptions.parse(args), ProcessLane::new).run();
        System.out.println(new Report(results).markdown());
    }

    Results run() throws IOException {
        Path directory = Files.createDirectories(options.directory()).toAbsolutePath();
        Path run = Files.createTempDirectory(directory, "race-");
        Map<Entrant, Lane> open = new EnumMap<>(Entrant.class);
        Thread closeAll = new Thread(() -> open.values().forEach(Lane::close));
        Runtime.getRuntime().addShutdownHook(closeAll);
        try {
            return run(run, open);
        } finally {
            Runtime.getRuntime().removeShutdownHook(closeAll);
            closeAll.run();
            delete(run);
        }
    }

    private Results run(Path directory, Map<Entrant, Lane> open) throws IOException {
        if (options.entrants().stream().noneMatch(Entrant::isOnServer)) {
            return course(directory, open, (entrant, own) -> {});
        }
        try (RaceServer server = RaceServer.start(directory)) {
            try {
                Results results = course(directory, open, (entrant, own) -> {
                    if (entrant.isOnServer()) {
                        server.admit(entrant.title(), own);
                    }
                });
                results.server(server.description());
                return results;
            } finally {
                // Before the server they are on.
                open.values().forEach(Lane::close);
                open.clear();
            }
        }
    }

    private Results course(Path directory, Map<Entrant, Lane> open, BiConsumer<Entrant, Path> admission)
            throws IOException {
        Results results = new Results(options);
        for (Entrant entrant : options.entrants()) {
            Path own = Files.createDirectory(directory.resolve(entrant.title()));
            admission.accept(entrant, own);
            Lane lane = lanes.lane(entrant, own, options.places());
            open.put(entrant, lane);
            say("%s loads %,d places", entrant.title(), options.places());
            results.add(entrant, lane.load());
            say("%s warms up for %d s of CPU", entrant.title(), options.warmUp().toSeconds());
            lane.warmUp(options.warmUp());
        }
        DiskProbe disk = new DiskProbe(directory.resolve("probe"));
        for (int round = 0; round < options.rounds(); round++) {
            say("round %d of %d", round + 1, options.rounds());
            results.addDisk(disk.run());
            for (Operation operation : Operation.values()) {
                for (Entrant entrant : rotated(round + operation.ordinal())) {
                    results.add(
                            entrant,
                            operation,
                            Objects.requireNonNull(open.get(entrant)).run(operation, round, options.phase()));
                }
            }
        }
        return results;
    }

    private List<Entrant> rotated(int by) {
        List<Entrant> order = new ArrayList<>(options.entrants());
        Collections.rotate(order, by);
        return order;
    }

    private static void say(String format, Object... args) {
        System.err.printf(format + "%n", args);
    }

    /** Deletes a directory with all that is in it. */
    public static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
