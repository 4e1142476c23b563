package dev.kindred.benchmarks.tasks;

import dev.kindred.benchmarks.Measurement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All that was measured. */
final class TaskResults {

    private final TaskRaceOptions options;
    private final Map<TaskEntrant, String> descriptions = new EnumMap<>(TaskEntrant.class);
    private final Map<TaskEntrant, Map<Figure, List<Double>>> figures = new EnumMap<>(TaskEntrant.class);
    private final List<Measurement> disk = new ArrayList<>();
    private @Nullable Heap heap;
    private String setting = "";

    /**
     * Memory with many tasks waiting.
     *
     * @param usedMegabytes with none, with so many as the options say, and when they have run
     * @param perSecond the rate of their drain
     * @param lastTenth the rate of its last tenth, times that of the first
     */
    record Heap(List<Double> usedMegabytes, double perSecond, double lastTenth) {}

    /** A median and the lowest and highest of the rounds. */
    record Spread(double median, double lowest, double highest) {}

    TaskResults(TaskRaceOptions options) {
        this.options = options;
    }

    TaskRaceOptions options() {
        return options;
    }

    /** What is to be said of the server that all share. */
    void setting(String description) {
        setting = description;
    }

    String setting() {
        return setting;
    }

    boolean has(TaskEntrant entrant, Figure figure) {
        return figures.getOrDefault(entrant, Map.of()).containsKey(figure);
    }

    void describe(TaskEntrant entrant, String description) {
        descriptions.put(entrant, description);
    }

    String description(TaskEntrant entrant) {
        return descriptions.getOrDefault(entrant, "");
    }

    void add(TaskEntrant entrant, Figure figure, double value) {
        figures.computeIfAbsent(entrant, key -> new EnumMap<>(Figure.class))
                .computeIfAbsent(figure, key -> new ArrayList<>())
                .add(value);
    }

    void addDisk(Measurement measured) {
        disk.add(measured);
    }

    void heap(Heap measured) {
        heap = measured;
    }

    @Nullable
    Heap heap() {
        return heap;
    }

    double diskMicros() {
        return spread(disk.stream().map(Measurement::p50Micros).toList()).median();
    }

    /** The figure of the last round, or a guess for a contestant that has none. */
    double last(TaskEntrant entrant, Figure figure) {
        List<Double> rounds = rounds(entrant, figure);
        return rounds.get(rounds.size() - 1);
    }

    Spread spread(TaskEntrant entrant, Figure figure) {
        return spread(rounds(entrant, figure));
    }

    private List<Double> rounds(TaskEntrant entrant, Figure figure) {
        List<Double> rounds = figures.getOrDefault(entrant, Map.of()).getOrDefault(figure, List.of());
        if (rounds.isEmpty()) {
            throw new IllegalStateException(entrant.title() + " has no " + figure + " yet");
        }
        return rounds;
    }

    private static Spread spread(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }
}
