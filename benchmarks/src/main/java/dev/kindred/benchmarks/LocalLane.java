package dev.kindred.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A contestant in this process. */
final class LocalLane implements Lane {

    private static final long SEED = 20_261_121;
    private static final Duration WARM_UP_PHASE = Duration.ofMillis(250);

    private final Contestant contestant;
    private final Path directory;
    private final List<Place> places;
    private final Picks picks;

    LocalLane(Contestant contestant, Path directory, List<Place> places) {
        this.contestant = contestant;
        this.directory = directory;
        this.places = places;
        this.picks = Picks.of(places, SEED);
    }

    @Override
    public Loaded load() {
        long start = System.nanoTime();
        contestant.open(directory);
        long opened = System.nanoTime();
        contestant.load(places);
        long loaded = System.nanoTime();
        new Answers(contestant, places).verify(picks);
        return new Loaded(
                contestant.description(), millis(opened - start), millis(loaded - opened), bytesIn(directory));
    }

    @Override
    public void warmUp(Duration cpu) {
        long cpuEnd = Phase.processCpuNanos() + cpu.toNanos();
        long wallEnd = System.nanoTime() + 3 * cpu.toNanos();
        for (int lap = 0; Phase.processCpuNanos() < cpuEnd && System.nanoTime() < wallEnd; lap++) {
            for (Operation operation : Operation.values()) {
                run(operation, -1 - lap, WARM_UP_PHASE);
            }
        }
    }

    @Override
    public Measurement run(Operation operation, int round, Duration most) {
        long firstNewId = picks.nextNewId();
        Measurement measured = new Phase(contestant, operation, most).run(picks, SEED + round);
        if (picks.nextNewId() > firstNewId) {
            contestant.remove(firstNewId, picks.nextNewId());
        }
        return measured;
    }

    @Override
    public void close() {
        contestant.close();
    }

    private static long millis(long nanos) {
        return nanos / 1_000_000;
    }

    /** Without the native library that Kindred extracts beside its store. */
    private static long bytesIn(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> Files.isRegularFile(file) && !file.startsWith(directory.resolve("native")))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
