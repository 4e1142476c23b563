package dev.kindred.benchmarks.tasks;

import dev.kindred.benchmarks.ChildProcess;
import dev.kindred.benchmarks.DiskProbe;
import dev.kindred.benchmarks.Race;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/** Runs the race of task queues and prints the tables. See {@code docs/performance.md}. */
public final class TaskRace {

    private final TaskRaceOptions options;
    private final LaneFactory lanes;
    private final TaskResults results;
    private final Map<TaskEntrant, TaskLane> open = new EnumMap<>(TaskEntrant.class);

    /** Makes the lane of an entrant with an empty directory. */
    interface LaneFactory {
        TaskLane lane(TaskEntrant entrant, Path directory);
    }

    TaskRace(TaskRaceOptions options, LaneFactory lanes) {
        this.options = options;
        this.lanes = lanes;
        this.results = new TaskResults(options);
    }

    /**
     * Runs the race in a process per contestant, prints the report to the standard output and progress to the standard error.
     *
     * @param args the options; {@code --help} lists them
     * @throws IOException if the stores cannot be made or deleted
     */
    public static void main(String[] args) throws IOException {
        if (List.of(args).contains("--help")) {
            System.out.print(TaskRaceOptions.USAGE);
            return;
        }
        TaskResults results = new TaskRace(TaskRaceOptions.parse(args), TaskRace::process).run();
        System.out.println(new TaskReport(results).markdown());
    }

    static TaskLane process(TaskEntrant entrant, Path directory) {
        ChildProcess process =
                new ChildProcess(entrant.title(), TaskWorker.class, entrant.title(), directory.toString());
        return new TaskLane() {
            @Override
            public String ask(String command) {
                return process.ask(command);
            }

            @Override
            public void close() {
                process.close();
            }
        };
    }

    TaskResults run() throws IOException {
        Path directory = Files.createDirectories(options.directory()).toAbsolutePath();
        Path run = Files.createTempDirectory(directory, "tasks-");
        Thread closeAll = new Thread(() -> open.values().forEach(TaskLane::close));
        Runtime.getRuntime().addShutdownHook(closeAll);
        try {
            run(run);
            return results;
        } finally {
            Runtime.getRuntime().removeShutdownHook(closeAll);
            closeAll.run();
            Race.delete(run);
        }
    }

    private void run(Path directory) throws IOException {
        if (!options.onServer()) {
            for (TaskEntrant entrant : options.entrants()) {
                open(entrant, Files.createDirectory(directory.resolve(entrant.title())));
            }
            say("all are idle");
            idle();
            rounds(directory, this::round);
        } else {
            try (RaceServer server = RaceServer.start(directory);
                    ServerCourse course = new ServerCourse(this, options)) {
                results.setting(
                        server.description() + ", pools of " + JdbcStore.CONNECTIONS_TO_SERVER + " connections");
                for (TaskEntrant entrant : options.entrants()) {
                    Path own = Files.createDirectory(directory.resolve(entrant.title()));
                    server.admit(entrant.title(), own);
                    open(entrant, own);
                    course.open(entrant, lanes.lane(entrant, own));
                }
                say("one after the other is idle");
                course.idle();
                rounds(directory, course::round);
                open.values().forEach(TaskLane::close);
            }
        }
        if (!options.waiting().isEmpty()) {
            heap(options.entrants().get(0));
        }
    }

    private void open(TaskEntrant entrant, Path own) {
        TaskLane lane = lanes.lane(entrant, own);
        open.put(entrant, lane);
        say(
                "%s opens and warms up for %d s of CPU",
                entrant.title(), options.warmUp().toSeconds());
        results.describe(entrant, lane.ask("open"));
        lane.ask("warm-up " + options.warmUp().toMillis());
    }

    private void rounds(Path directory, IntConsumer round) throws IOException {
        DiskProbe disk = new DiskProbe(directory.resolve("probe"));
        for (int number = 0; number < options.rounds(); number++) {
            say("round %d of %d", number + 1, options.rounds());
            results.addDisk(disk.run());
            round.accept(number);
        }
    }

    private void round(int round) {
        long phase = options.phase().toMillis();
        long most = options.latency().toMillis();
        each(round, entrant -> add(entrant, "enqueue 1 " + phase, Figure.ENQUEUE_1, Figure.ENQUEUE_1_CPU));
        each(round, entrant -> add(entrant, "enqueue 4 " + phase, Figure.ENQUEUE_4));
        each(round, entrant -> add(entrant, "enqueue 16 " + phase, Figure.ENQUEUE_16, Figure.ENQUEUE_16_CPU));
        each(round, entrant -> add(entrant, "batch " + phase, Figure.BATCH, Figure.BATCH_CPU));
        each(
                round,
                entrant -> add(
                        entrant,
                        "drain " + entrant.share(options.tasks()),
                        Figure.DRAIN,
                        Figure.DRAIN_CPU,
                        Figure.DRAIN_LAST,
                        Figure.START));
        each(round, entrant -> add(entrant, "latency 10 " + most, Figure.LATENCY_10_P50, Figure.LATENCY_10_P99));
        each(round, entrant -> add(entrant, "latency 200 " + most / 4, Figure.LATENCY_200_P50, Figure.LATENCY_200_P99));
        each(round, entrant -> {
            double half = Math.min(results.last(entrant, Figure.ENQUEUE_1), results.last(entrant, Figure.DRAIN)) / 2;
            results.add(entrant, Figure.HALF_LOAD, half);
            add(entrant, "latency " + half + " " + most / 4, Figure.LATENCY_HALF_P50, Figure.LATENCY_HALF_P99);
        });
    }

    /** All at once: nobody does anything, and each watches its own process only. */
    private void idle() {
        String command =
                "idle " + options.idle().toMillis() / 2 + " " + options.idle().toMillis();
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<?>> watching = new ArrayList<>();
            for (TaskEntrant entrant : options.entrants()) {
                watching.add(threads.submit(() -> {
                    String answer = lane(entrant).ask(command);
                    synchronized (results) {
                        add(entrant, numbers(answer), Figure.IDLE_STOPPED, Figure.IDLE_STARTED);
                    }
                }));
            }
            for (Future<?> each : watching) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("An idle process failed", e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException("Interrupted", e);
        } finally {
            threads.shutdownNow();
        }
    }

    private void heap(TaskEntrant entrant) {
        say("%s lets %s tasks wait", entrant.title(), options.waiting());
        StringBuilder command = new StringBuilder("heap");
        options.waiting().forEach(number -> command.append(' ').append(number));
        List<Double> answer = numbers(lane(entrant).ask(command.toString()));
        int memory = options.waiting().size() + 2;
        results.heap(new TaskResults.Heap(answer.subList(0, memory), answer.get(memory), answer.get(memory + 2)));
    }

    interface Step {
        void run(TaskEntrant entrant);
    }

    void each(int round, Step step) {
        List<TaskEntrant> order = new ArrayList<>(options.entrants());
        Collections.rotate(order, round);
        order.forEach(step::run);
    }

    void add(TaskEntrant entrant, String command, Figure... figures) {
        add(entrant, numbers(lane(entrant).ask(command)), figures);
    }

    void add(TaskEntrant entrant, List<Double> numbers, Figure... figures) {
        for (int i = 0; i < figures.length; i++) {
            results.add(entrant, figures[i], numbers.get(i));
            say("  %s: %s %.1f", entrant.title(), figures[i], numbers.get(i));
        }
    }

    TaskLane lane(TaskEntrant entrant) {
        return Objects.requireNonNull(open.get(entrant));
    }

    static List<Double> numbers(String answer) {
        return Arrays.stream(answer.split(" ")).map(Double::valueOf).toList();
    }

    private static void say(String format, Object... args) {
        System.err.printf(format + "%n", args);
    }
}
