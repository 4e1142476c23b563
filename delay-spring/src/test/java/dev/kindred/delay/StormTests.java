package dev.kindred.delay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.engine.rocksdb.RocksDbEngine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    static final int KILLED = 128 + 9;
    static final Pattern LINE = Pattern.compile("([a-z-]+) (.+);");

    @TempDir
    Path directory;

    private final long tasks = Long.getLong("kindred.storm.tasks", 3_000);
    private final long phases = 2 + tasks / 2_000;
    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    private final StormLedger ledger = new StormLedger(seed);
    private boolean ended;
    private int starts;
    private int kills;
    private int halts;
    private int closes;

    @Test
    void everyTaskIsDoneOrDeadAndNoneIsLostOrDoneTwiceThroughFailuresKillsAndRestarts(TestReporter reporter)
            throws IOException, InterruptedException {
        long begun = System.nanoTime();

        while (ledger.addedTasks() < tasks || !ended) {
            live();
        }

        try (LocalDatastore datastore =
                LocalDatastore.on(RocksDbEngine.at(directory).build()).build()) {
            ledger.verify(datastore);
        }
        assertThat(kills).as("kills, seed %d", seed).isPositive();
        assertThat(halts).as("halts, seed %d", seed).isGreaterThan(1);
        reporter.publishEntry(ledger.figures());
        reporter.publishEntry(Map.of(
                "starts", "" + starts,
                "kills", "" + kills,
                "ended by a task", "" + halts,
                "closed", "" + closes,
                "seconds", "" + (System.nanoTime() - begun) / 1_000_000_000));
    }

    /** One life of the process, from its start to whatever end. */
    private void live() throws IOException, InterruptedException {
        long addedTasks = ledger.addedTasks();
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
                ended |= said.group(1).equals("empty");
                ledger.hear(said.group(1), said.group(2));
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
            default -> ledger.hear("bad", String.join("\n", other));
        }
        ledger.assertNothingBad();
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
}
