package dev.kindred.benchmarks;

import dev.kindred.benchmarks.tasks.Meter;
import dev.kindred.benchmarks.tasks.RaceServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A contestant in this process. */
final class LocalLane implements Lane {

    private static final long SEED = 20_261_121;
    private static final Duration WARM_UP_PHASE = Duration.ofMillis(250);

    private final Contestant contestant;
    private final Path directory;
    private final List<Place> places;
    private final Picks picks;
    private @Nullable Meter meter;

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
        if (RaceServer.isOnServer(directory)) {
            RaceServer.tidy(directory);
            meter = Meter.of(directory);
        }
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
        Phase phase = new Phase(contestant, operation, most);
        Meter.Running cost = meter == null ? null : meter.start();
        Measurement measured = phase.run(picks, SEED + round);
        if (cost != null) {
            measured = measured.with(cost.stop());
        }
        if (picks.nextNewId() > firstNewId) {
            contestant.remove(firstNewId, picks.nextNewId());
        }
        return measured;
    }

    @Override
    public void close() {
        if (meter != null) {
            meter.close();
        }
        contestant.close();
    }

    private static long millis(long nanos) {
        return nanos / 1_000_000;
    }

    /** Without the native library that Kindred extracts beside its store. */
    private static long bytesIn(Path directory) {
        if (RaceServer.isOnServer(directory)) {
            return RaceServer.bytes(directory);
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> Files.isRegularFile(file) && !file.startsWith(directory.resolve("native")))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
