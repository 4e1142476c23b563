package dev.kindred.benchmarks.tasks;

import dev.kindred.benchmarks.ChildProcess;
import dev.kindred.benchmarks.Measurement;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A contestant that obeys commands; as a program, one a line. What the process prints otherwise goes to the standard error. */
final class TaskWorker implements TaskLane {

    private final TaskContestant contestant;
    private final Path directory;
    private final Runs runs = new Runs();
    private final TaskMeasures measures;

    TaskWorker(TaskContestant contestant, Path directory) {
        this.contestant = contestant;
        this.directory = directory;
        this.measures = new TaskMeasures(contestant, runs);
    }

    /** Arguments: the name of the contestant and its directory. */
    public static void main(String[] args) throws IOException {
        PrintStream answers = System.out;
        System.setOut(System.err);
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (TaskWorker worker = new TaskWorker(TaskEntrant.named(args[0]).contestant(), Path.of(args[1]))) {
            for (String command = commands.readLine(); command != null; command = commands.readLine()) {
                String answer;
                try {
                    answer = ChildProcess.OK + worker.ask(command);
                } catch (RuntimeException | Error e) {
                    e.printStackTrace();
                    answer = ChildProcess.FAILED + e;
                }
                answers.println(answer);
                answers.flush();
            }
        }
        System.exit(0); // whatever threads a product may have left
    }

    @Override
    public String ask(String command) {
        String[] words = command.split(" ");
        return switch (words[0]) {
            case "open" -> {
                contestant.open(directory, runs);
                yield contestant.description();
            }
            case "warm-up" -> {
                measures.warmUp(millis(words[1]));
                yield "";
            }
            case "enqueue" -> format(measures.enqueue(Integer.parseInt(words[1]), millis(words[2])));
            case "batch" -> format(measures.batches(millis(words[1])));
            case "drain" -> format(measures.drain(Integer.parseInt(words[1])));
            case "latency" -> {
                Measurement measured = measures.latency(Double.parseDouble(words[1]), millis(words[2]));
                yield measured.p50Micros() / 1e3 + " " + measured.p99Micros() / 1e3;
            }
            case "idle" ->
                measures.idle(millis(words[1]), millis(words[2])) + " "
                        + measures.idleStarted(millis(words[1]), millis(words[2]));
            case "heap" ->
                heap(Arrays.stream(words).skip(1).map(Integer::valueOf).sorted().toList());
            default -> throw new IllegalArgumentException("Unknown command \"" + command + "\"");
        };
    }

    private String heap(List<Integer> waiting) {
        List<TaskMeasures.Drained> drained = new ArrayList<>();
        return measures.heap(waiting, drained).values().stream()
                        .map(String::valueOf)
                        .collect(Collectors.joining(" "))
                + " " + format(drained.get(0));
    }

    private static Duration millis(String text) {
        return Duration.ofMillis(Long.parseLong(text));
    }

    private static String format(Measurement measured) {
        return measured.callsPerSecond() + " " + measured.cpuMicrosPerCall();
    }

    private static String format(TaskMeasures.Drained drained) {
        return drained.perSecond() + " " + drained.cpuMicros() + " " + drained.lastTenth() / drained.firstTenth() + " "
                + drained.startMillis();
    }

    @Override
    public void close() {
        contestant.close();
    }
}
