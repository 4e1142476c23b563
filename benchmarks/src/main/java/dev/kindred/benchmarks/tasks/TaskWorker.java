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
    private final Meter meter;
    private final TaskMeasures measures;

    TaskWorker(TaskContestant contestant, Path directory) {
        this.contestant = contestant;
        this.directory = directory;
        this.meter = Meter.of(directory);
        this.measures = new TaskMeasures(contestant, runs, meter);
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
            case "transactions" -> format(measures.enqueueInTransactions(Integer.parseInt(words[1]), millis(words[2])));
            case "latency" -> format(measures.latency(Double.parseDouble(words[1]), millis(words[2])));
            case "latency-in-transactions" ->
                format(measures.latencyInTransactions(
                        Double.parseDouble(words[1]), millis(words[2]), millis(words[3])));
            case "receive" -> Long.toString(measures.receive(Integer.parseInt(words[1])));
            case "send" ->
                Arrays.stream(measures.send(
                                Long.parseLong(words[1]), Integer.parseInt(words[2]), Double.parseDouble(words[3])))
                        .mapToObj(Long::toString)
                        .collect(Collectors.joining(" "));
            case "received" ->
                format(measures.received(
                        Arrays.stream(words).skip(1).mapToLong(Long::parseLong).toArray()));
            case "idle" ->
                measures.idle(millis(words[1]), millis(words[2])).cpuMillis() + " "
                        + measures.idleStarted(millis(words[1]), millis(words[2]))
                                .cpuMillis();
            case "idle-started" -> {
                TaskMeasures.Idle idle = measures.idleStarted(millis(words[1]), millis(words[2]));
                yield idle.cpuMillis() + " " + idle.statements();
            }
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
        return measured.p50Micros() / 1e3 + " " + measured.p99Micros() / 1e3;
    }

    private static String format(TaskMeasures.Rate rate) {
        return rate.perSecond() + " " + rate.cpuMicros() + " " + rate.statements() + " " + rate.walBytes() + " "
                + rate.serverMicros();
    }

    private static String format(TaskMeasures.Drained drained) {
        TaskMeasures.Rate whole = drained.whole();
        return whole.perSecond() + " " + whole.cpuMicros() + " " + drained.lastTenth() / drained.firstTenth() + " "
                + drained.startMillis() + " " + drained.fromFirstPerSecond() + " " + whole.serverMicros() + " "
                + whole.statements() + " " + whole.walBytes();
    }

    @Override
    public void close() {
        contestant.close();
        meter.close();
    }
}
