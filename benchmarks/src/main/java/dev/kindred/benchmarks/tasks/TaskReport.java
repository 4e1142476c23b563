package dev.kindred.benchmarks.tasks;

import dev.kindred.benchmarks.ChildProcess;
import dev.kindred.benchmarks.Machine;
import dev.kindred.benchmarks.Report;
import dev.kindred.benchmarks.tasks.Figure.Better;
import dev.kindred.benchmarks.tasks.TaskResults.Spread;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The results as Markdown: medians with the lowest and highest, and how many times better the first column is. */
final class TaskReport {

    private final TaskResults results;
    private final List<TaskEntrant> entrants;
    private final StringBuilder text = new StringBuilder();

    TaskReport(TaskResults results) {
        this.results = results;
        this.entrants = results.options().entrants();
    }

    String markdown() {
        setting();
        line("");
        row("", entrants.stream().map(TaskEntrant::heading).toList());
        row("---", entrants.stream().map(entrant -> "---:").toList());
        for (Figure figure : Figure.values()) {
            if (entrants.stream().anyMatch(entrant -> results.has(entrant, figure))) {
                row(
                        figure.title(),
                        entrants.stream().map(entrant -> cell(entrant, figure)).toList());
            }
        }
        heap();
        return text.toString();
    }

    private void setting() {
        TaskRaceOptions options = results.options();
        line(
                "%d rounds, phases of %d ms, drains of %,d tasks or the part of it in the list, warm-up %d s of CPU each, a JVM each (%s), contestants interleaved.",
                options.rounds(),
                options.phase().toMillis(),
                options.tasks(),
                options.warmUp().toSeconds(),
                ChildProcess.jvmOptions());
        line(
                "%s. Bare append + fdatasync of 768 bytes: %s µs.",
                Machine.describe(), Report.figure(results.diskMicros()));
        if (!results.setting().isEmpty()) {
            line("%s.", results.setting());
        }
        line("");
        for (TaskEntrant entrant : entrants) {
            line(
                    "- %s: %s; drains %,d",
                    entrant.heading(), results.description(entrant), entrant.share(options.tasks()));
        }
    }

    private String cell(TaskEntrant entrant, Figure figure) {
        if (!results.has(entrant, figure)) {
            return "–";
        }
        Spread spread = results.spread(entrant, figure);
        String values = Report.figure(spread.median());
        if (spread.lowest() < spread.highest()) {
            values += " (" + Report.figure(spread.lowest()) + " – " + Report.figure(spread.highest()) + ")";
        }
        if (entrant == entrants.get(0) || figure.better() == Better.NEITHER) {
            return values;
        }
        double first = results.spread(entrants.get(0), figure).median();
        double times = figure.better() == Better.MORE ? first / spread.median() : spread.median() / first;
        return values + " **" + Report.figure(times) + "×**";
    }

    private void heap() {
        TaskResults.Heap heap = results.heap();
        if (heap == null) {
            return;
        }
        List<Integer> waiting = results.options().waiting();
        line("");
        line("%s, heap in use after a collection:", entrants.get(0).heading());
        line("");
        row(
                "tasks waiting",
                List.of(
                        "0",
                        waiting.stream()
                                .map(number -> String.format(Locale.ROOT, "%,d", number))
                                .collect(Collectors.joining(" | ")),
                        "0, all have run"));
        row("---", heap.usedMegabytes().stream().map(used -> "---:").toList());
        row(
                "MB",
                heap.usedMegabytes().stream()
                        .map(used -> String.format(Locale.ROOT, "%.1f", used))
                        .toList());
        line("");
        line(
                "Drained at %s tasks/s, each once; the last tenth at %s times the rate of the first.",
                Report.figure(heap.perSecond()), Report.figure(heap.lastTenth()));
    }

    private void row(String title, List<String> cells) {
        line("| %s | %s |", title, String.join(" | ", cells));
    }

    private void line(String format, Object... args) {
        text.append(String.format(Locale.ROOT, format, args)).append('\n');
    }
}
