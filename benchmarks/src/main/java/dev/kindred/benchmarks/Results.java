package dev.kindred.benchmarks;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** All that was measured, and the medians over the rounds. */
final class Results {

    private final RaceOptions options;
    private final Map<Entrant, Lane.Loaded> loaded = new EnumMap<>(Entrant.class);
    private final Map<Entrant, Map<Operation, List<Measurement>>> measured = new EnumMap<>(Entrant.class);
    private @Nullable String server;
    private final List<Measurement> disk = new ArrayList<>();

    Results(RaceOptions options) {
        this.options = options;
    }

    RaceOptions options() {
        return options;
    }

    void add(Entrant entrant, Lane.Loaded result) {
        loaded.put(entrant, result);
    }

    void add(Entrant entrant, Operation operation, Measurement result) {
        measured.computeIfAbsent(entrant, key -> new EnumMap<>(Operation.class))
                .computeIfAbsent(operation, key -> new ArrayList<>())
                .add(result);
    }

    /** What the server is that the contestants were on. */
    void server(String description) {
        server = description;
    }

    @Nullable
    String server() {
        return server;
    }

    void addDisk(Measurement result) {
        disk.add(result);
    }

    Lane.Loaded loaded(Entrant entrant) {
        Lane.Loaded result = loaded.get(entrant);
        if (result == null) {
            throw new IllegalStateException(entrant.title() + " has not loaded yet");
        }
        return result;
    }

    double median(Entrant entrant, Operation operation, ToDoubleFunction<Measurement> figure) {
        return median(rounds(entrant, operation), figure);
    }

    double lowest(Entrant entrant, Operation operation, ToDoubleFunction<Measurement> figure) {
        return rounds(entrant, operation).stream().mapToDouble(figure).min().orElseThrow();
    }

    double highest(Entrant entrant, Operation operation, ToDoubleFunction<Measurement> figure) {
        return rounds(entrant, operation).stream().mapToDouble(figure).max().orElseThrow();
    }

    double diskMedian(ToDoubleFunction<Measurement> figure) {
        return median(disk, figure);
    }

    private List<Measurement> rounds(Entrant entrant, Operation operation) {
        return measured.getOrDefault(entrant, Map.of()).getOrDefault(operation, List.of());
    }

    private static double median(List<Measurement> rounds, ToDoubleFunction<Measurement> figure) {
        double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
