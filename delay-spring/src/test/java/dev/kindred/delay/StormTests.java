package dev.kindred.delay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.QueryResults;
import dev.kindred.datastore.engine.rocksdb.RocksDbEngine;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.DeadTask.Reason;
import dev.kindred.delay.queue.TaskQueues;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thousands of tasks of every sort, enqueued and run by a process ({@link StormApplication}) that is killed at random moments, closed, and killed by its own tasks, which fail at random besides. Afterwards the
 * store tells what became of each task. {@code kindred.storm.tasks} says how many there are. Runs on RocksDB only: the memory engine survives nothing.
 */
@Timeout(3600)
class StormTests {

    static final String UNIT = "Unit";

    private static final int KILLED = 128 + 9;
    private static final Pattern LINE = Pattern.compile("([a-z-]+) (.+);");
    private static final Pattern TASK = Pattern.compile("\\d+\\.[a-z]+-\\d+");

    @TempDir
    Path directory;

    private final long tasks = Long.getLong("kindred.storm.tasks", 3_000);
    private final long phases = 2 + tasks / 2_000;
    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    /** Units that were acknowledged, and those of which the process said that they are not to be. */
    private final Set<Long> added = new HashSet<>();

    private final Set<Long> keptOut = new HashSet<>();
    private final List<String> bad = new ArrayList<>();
    private long addedTasks;
    private boolean ended;
    private int starts;
    private int kills;
    private int halts;
    private int closes;

    @Test
    void everyTaskIsDoneOrDeadAndNoneIsLostOrDoneTwiceThroughFailuresKillsAndRestarts(TestReporter reporter)
            throws IOException, InterruptedException {
        long begun = System.nanoTime();

        while (addedTasks < tasks || !ended) {
            live();
        }

        Map<String, Long> effects = new HashMap<>();
        Map<String, DeadTask> dead = new HashMap<>();
        Set<Long> units = new HashSet<>();
        read(effects, dead, units);
        List<String> wrong = check(effects, dead, units);

        assertThat(bad).as("seed %d", seed).isEmpty();
        assertThat(wrong).as("seed %d", seed).isEmpty();
        assertThat(kills).as("kills, seed %d", seed).isPositive();
        assertThat(halts).as("halts, seed %d", seed).isGreaterThan(1);
        reporter.publishEntry(Map.of(
                "tasks acknowledged", "" + addedTasks,
                "done", "" + effects.size(),
                "dead letters", "" + dead.size(),
                "run again after their effect, which is allowed to plain ones alone",
                        "" + effects.values().stream().mapToLong(n -> n - 1).sum(),
                "starts", "" + starts,
                "kills", "" + kills,
                "ended by a task", "" + halts,
                "closed", "" + closes,
                "seconds", "" + (System.nanoTime() - begun) / 1_000_000_000));
    }

    /** One life of the process, from its start to whatever end. */
    private void live() throws IOException, InterruptedException {
        long quota = addedTasks >= tasks ? 0 : Math.min(tasks - addedTasks + 10, tasks / phases * 3 / 2);
        String mood =
                switch (starts % 10) {
                    case 1 -> "poison";
                    case 2 -> "deadly";
                    default -> "calm";
                };
        boolean close = starts > 0 && random.nextInt(6) == 0;
        int patience = mood.equals("calm") ? patience() : Integer.MAX_VALUE; // ended by its task, sooner or later
        Process process = JavaChild.start(
                StormApplication.class,
                List.of(
                        directory.toString(),
                        String.valueOf(seed),
                        String.valueOf(++starts * StormUnit.BLOCK),
                        String.valueOf(quota),
                        mood));
        ended = false;
        List<String> other = new ArrayList<>();
        int seen = 0;
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                Matcher said = LINE.matcher(line);
                if (!said.matches()) {
                    other.add(line);
                    continue;
                }
                hear(said.group(1), said.group(2));
                if (++seen == patience && close) {
                    close(process);
                } else if (seen == patience) {
                    // By the handle: the process itself would close its output.
                    process.toHandle().destroyForcibly();
                }
            }
        }
        switch (process.waitFor()) {
            case KILLED -> kills++;
            case StormApplication.HALTED -> halts++;
            case 0 -> closes += ended ? 0 : 1;
            default -> bad.add(String.join("\n", other));
        }
        assertThat(bad).as("seed %d", seed).isEmpty();
    }

    /** After how many lines the process is killed or closed: most times in the middle of everything, now and then while it starts, and never when there were enough. */
    private int patience() {
        int lines = (int) (tasks / phases);
        if (starts == 0) {
            return 2 + random.nextInt(lines / 2);
        }
        if (starts > phases * 3) {
            return Integer.MAX_VALUE;
        }
        return random.nextInt(10) == 0 ? 1 : 2 + random.nextInt(lines * 2);
    }

    private static void close(Process process) {
        try (Writer input = process.outputWriter(StandardCharsets.UTF_8)) {
            input.write("close");
        } catch (IOException ended) {
            // by itself, which its exit value tells
        }
    }

    private void hear(String what, String of) {
        switch (what) {
            case "added" -> {
                added.add(Long.valueOf(of));
                addedTasks += StormUnit.of(seed, Long.parseLong(of)).size();
            }
            case "kept-out" -> keptOut.add(Long.valueOf(of));
            case "bad" -> bad.add(of);
            case "empty" -> ended = true;
            default -> {} // of its start, and of runs
        }
    }

    private void read(Map<String, Long> effects, Map<String, DeadTask> dead, Set<Long> units) {
        try (LocalDatastore datastore =
                LocalDatastore.on(RocksDbEngine.at(directory).build()).build()) {
            TaskQueues queues = TaskQueues.on(datastore).build();
            for (String queue : queues.names()) {
                List<DeadTask> letters = queues.dead(queue, 0, Integer.MAX_VALUE);
                letters.forEach(letter -> assertThat(dead.put(id(letter), letter))
                        .as("a second dead letter of one task, seed %d", seed)
                        .isNull());
                assertThat(queues.list(queue, 0, 10)).as(queue).isEmpty();
                assertThat(queues.statistics(queue)).satisfies(statistics -> {
                    assertThat(statistics.waiting()).isZero();
                    assertThat(statistics.running()).isZero();
                    assertThat(statistics.dead()).isEqualTo(letters.size());
                });
            }
            assertThat(datastore.count(Query.kind("KindredTaskGroup"))).isZero();
            try (QueryResults results = datastore.run(Query.kind(StormWork.EFFECT))) {
                while (results.hasNext()) {
                    Entity effect = results.next();
                    effects.put(String.valueOf(effect.key().name()), StormWork.number(effect));
                }
            }
            try (QueryResults results = datastore.run(Query.kind(UNIT).keysOnly())) {
                results.forEachRemaining(unit -> units.add(unit.key().id() - 1));
            }
        }
    }

    private static String id(DeadTask letter) {
        Matcher task = TASK.matcher(new String(letter.task().payload(), StandardCharsets.UTF_8));
        return task.find() ? task.group() : "task " + letter.task().id();
    }

    private List<String> check(Map<String, Long> effects, Map<String, DeadTask> dead, Set<Long> units) {
        Set<Long> all = new TreeSet<>(added);
        all.addAll(keptOut);
        all.addAll(units);
        Set<String> traces = new HashSet<>(effects.keySet());
        traces.addAll(dead.keySet());
        traces.forEach(task -> all.add(StormUnit.unit(task)));
        List<String> wrong = new ArrayList<>();
        for (long number : all) {
            StormUnit unit = StormUnit.of(seed, number);
            boolean exists = units.contains(number)
                    || added.contains(number)
                    || !keptOut.contains(number) && !Collections.disjoint(unit.tasks(), traces);
            if (keptOut.contains(number) || unit.kind() == StormUnit.Kind.ROLLED_BACK) {
                exists = false;
            }
            if (unit.kind() == StormUnit.Kind.TRANSACTION && exists != units.contains(number)) {
                wrong.add(unit + " has tasks or an entity without the other");
            }
            for (String task : unit.tasks()) {
                String problem = problem(StormUnit.fate(task), exists, effects.getOrDefault(task, 0L), dead.get(task));
                if (problem != null) {
                    wrong.add(unit + ": " + task + " " + problem);
                }
            }
        }
        return wrong;
    }

    private static @Nullable String problem(String fate, boolean exists, long effects, @Nullable DeadTask dead) {
        String found = "has " + effects + " effects and " + (dead == null ? "is not dead" : "died: " + dead.reason());
        if (!exists) {
            return effects == 0 && dead == null ? null : found + ", although it was never stored";
        }
        Reason reason = dead == null ? null : dead.reason();
        boolean right =
                switch (fate) {
                    case "plain" -> effects >= 1 && reason == null;
                    case "limited" ->
                        effects == 1 && reason == null || effects == 0 && reason == Reason.RETRIES_EXHAUSTED;
                    case "doomed", "deadly" -> effects == 0 && reason == Reason.RETRIES_EXHAUSTED;
                    case "rejected" -> effects == 0 && reason == Reason.REJECTED;
                    case "torn" -> effects == 0 && reason == Reason.UNDECODABLE;
                    default -> effects == 1 && reason == null;
                };
        return right ? null : found;
    }
}
