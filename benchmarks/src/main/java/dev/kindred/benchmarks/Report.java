package dev.kindred.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The results as Markdown. A ratio compares with the first column: above 1 the first column is better. */
public final class Report {

    private final Results results;
    private final List<Entrant> entrants;
    private final StringBuilder text = new StringBuilder();

    Report(Results results) {
        this.results = results;
        this.entrants = results.options().entrants();
    }

    String markdown() {
        setting();
        table(
                "Time of a call, µs (median over the rounds of the p50; in brackets: times the first column's)",
                Operation::title,
                (entrant, operation) -> results.median(entrant, operation, Measurement::p50Micros),
                Direction.LESS_IS_BETTER);
        table(
                "Places or calls per second (median over the rounds; in brackets: the first column's is so many times it)",
                Report::titlePerPlace,
                (entrant, operation) ->
                        results.median(entrant, operation, Measurement::callsPerSecond) * operation.places(),
                Direction.MORE_IS_BETTER);
        String server = results.server() == null ? "" : " and of the server";
        costs("CPU of the whole process" + server + ", µs", Measurement::cpuOfAllMicrosPerCall);
        if (results.server() != null) {
            costs("Of it the server's, µs", Measurement::serverCpuMicrosPerCall);
            costs(
                    "Statements that the server ran, those that begin and end transactions too,",
                    Measurement::statementsPerCall);
            costs("Write-ahead log, bytes", Measurement::walBytesPerCall);
        }
        spread();
        loads();
        return text.toString();
    }

    private void costs(String what, ToDoubleFunction<Measurement> figure) {
        table(
                what + " for each place or call (median over the rounds; in brackets: times the first column's)",
                Report::titlePerPlace,
                (entrant, operation) -> results.median(entrant, operation, figure) / operation.places(),
                Direction.LESS_IS_BETTER);
    }

    private void setting() {
        RaceOptions options = results.options();
        line(
                "%,d places, %d rounds, phases of at most %d ms, warm-up %d s of CPU each, a JVM each (%s), contestants interleaved.",
                options.places(),
                options.rounds(),
                options.phase().toMillis(),
                options.warmUp().toSeconds(),
                ChildProcess.jvmOptions());
        line(
                "%s. Bare append + fdatasync of 768 bytes: %s µs.",
                Machine.describe(), figure(results.diskMedian(Measurement::p50Micros)));
        if (results.server() != null) {
            line("%s.", results.server());
        }
        line("");
        for (Entrant entrant : entrants) {
            line("- %s: %s", entrant.heading(), results.loaded(entrant).description());
        }
    }

    private enum Direction {
        LESS_IS_BETTER,
        MORE_IS_BETTER
    }

    private interface Cell {
        double of(Entrant entrant, Operation operation);
    }

    private interface RowTitle {
        String of(Operation operation);
    }

    private void table(String caption, RowTitle title, Cell cell, Direction direction) {
        head(caption);
        for (Operation operation : Operation.values()) {
            double first = cell.of(entrants.get(0), operation);
            row(
                    title.of(operation),
                    entrants.stream()
                            .map(entrant -> {
                                double value = cell.of(entrant, operation);
                                double ratio = direction == Direction.LESS_IS_BETTER ? value / first : first / value;
                                return entrant == entrants.get(0) || first == 0
                                        ? figure(value)
                                        : figure(value) + " (" + figure(ratio) + "×)";
                            })
                            .toList());
        }
    }

    private void spread() {
        head("Spread: lowest and highest p50 of the rounds, and median p99, µs");
        ToDoubleFunction<Measurement> p50 = Measurement::p50Micros;
        for (Operation operation : Operation.values()) {
            row(
                    operation.title(),
                    entrants.stream()
                            .map(entrant -> figure(results.lowest(entrant, operation, p50))
                                    + " – "
                                    + figure(results.highest(entrant, operation, p50))
                                    + ", p99 "
                                    + figure(results.median(entrant, operation, Measurement::p99Micros)))
                            .toList());
        }
    }

    private void loads() {
        head("Load");
        List<Lane.Loaded> loaded = entrants.stream().map(results::loaded).toList();
        int places = results.options().places();
        row(
                "store open, ms after main",
                loaded.stream().map(one -> figure(one.startMillis())).toList());
        row(
                "load in batches of 500, cold, places/s",
                loaded.stream()
                        .map(one -> figure(places * 1e3 / one.loadMillis()))
                        .toList());
        row(
                "on disk after the load, bytes/place",
                loaded.stream()
                        .map(one -> figure((double) one.bytesOnDisk() / places))
                        .toList());
    }

    private void head(String caption) {
        line("");
        line("%s", caption);
        line("");
        row("", entrants.stream().map(Entrant::heading).toList());
        row("---", entrants.stream().map(entrant -> "---:").toList());
    }

    private void row(String title, List<String> cells) {
        line("| %s | %s |", title, cells.stream().collect(Collectors.joining(" | ")));
    }

    private void line(String format, Object... args) {
        text.append(String.format(Locale.ROOT, format, args)).append('\n');
    }

    private static String titlePerPlace(Operation operation) {
        return operation.places() == 1 ? operation.title() : operation.title() + ", per place";
    }

    /** Two digits that count below 10, whole numbers above. */
    public static String figure(double value) {
        return String.format(Locale.ROOT, value < 0.95 ? "%.2f" : value < 9.95 ? "%.1f" : "%,.0f", value);
    }
}
