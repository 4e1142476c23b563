package dev.kindred.datastore.engine.rocksdb;

import static dev.kindred.datastore.store.Writes.bytes;
import static dev.kindred.datastore.store.Writes.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.store.ByteRange;
import dev.kindred.datastore.store.EntityRow;
import dev.kindred.datastore.store.IndexRange;
import dev.kindred.datastore.store.IndexRow;
import dev.kindred.datastore.store.Scan;
import dev.kindred.datastore.store.ScanDirection;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TransactionMode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a writing process ({@link CrashingWriter}) fifty times at random moments, and looks each time at what it left. */
class CrashTests {

    private static final int KILLS = 50;
    private static final long MEMORY = 8L << 20;

    @TempDir
    Path directory;

    private final long[] acknowledged = new long[CrashingWriter.THREADS];
    private final long[] checked = new long[CrashingWriter.THREADS];

    @Test
    void aKillLosesNoAcknowledgedCommitAndTearsNone() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int kill = 0; kill < KILLS; kill++) {
            Durability durability = kill % 5 == 4 ? Durability.FSYNC : Durability.OS;
            writeAndKill(durability, kill % 10 == 9 ? 0 : 1 + random.nextInt(400));
            verify("seed " + seed + ", kill " + kill);
        }

        try (Stream<Path> unpacked = Files.walk(directory.resolve("native"))) {
            assertThat(unpacked.filter(Files::isRegularFile))
                    .as("the library is unpacked once")
                    .hasSize(1);
        }
        for (long last : acknowledged) {
            assertThat(last).isGreaterThan(KILLS);
        }
    }

    private void writeAndKill(Durability durability, int lines) throws IOException, InterruptedException {
        Process writer = JavaProcess.start(
                CrashingWriter.class, directory.toString(), durability.name(), String.valueOf(MEMORY));
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
            String first = output.readLine();
            assertThat(first).as("the writer's first line").isEqualTo("open");
            for (int i = 0; i < lines; i++) {
                acknowledge(output.readLine());
            }
            // Not Process.destroyForcibly(), which closes the output before it is read.
            writer.toHandle().destroyForcibly();
            // What it said before it died counts, whole lines only.
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.matches("\\d \\d+")) {
                    acknowledge(line);
                }
            }
        } finally {
            writer.destroyForcibly().waitFor();
        }
    }

    private void acknowledge(String line) {
        assertThat(line).as("what the writer says").isNotNull();
        String[] parts = line.split(" ");
        int thread = Integer.parseInt(parts[0]);
        acknowledged[thread] = Math.max(acknowledged[thread], Long.parseLong(parts[1]));
    }

    private void verify(String when) {
        try (StorageEngine engine =
                RocksDbEngine.at(directory).memoryBytes(MEMORY).build()) {
            for (int thread = 0; thread < CrashingWriter.THREADS; thread++) {
                verify(engine, thread, when + ", thread " + thread);
            }
            verifyCounters(engine, when);
        }
    }

    private void verify(StorageEngine engine, int thread, String when) {
        Set<String> open = new HashSet<>();
        for (TaskRow task : engine.tasks().list("q" + thread, 0, Integer.MAX_VALUE)) {
            assertThat(open.add(text(task.payload()))).as(when).isTrue();
        }
        assertThat(engine.tasks().statistics("q" + thread).waiting()).as(when).isEqualTo(open.size());
        try (StorageTransaction reader = engine.begin(TransactionMode.READ_ONLY)) {
            EntityRow left = reader.get(bytes("left" + thread));
            EntityRow right = reader.get(bytes("right" + thread));
            if (left == null) {
                assertThat(right).as(when).isNull();
                assertThat(acknowledged[thread]).as(when).isZero();
                return;
            }
            long found = Long.parseLong(text(left.record()));
            assertThat(found)
                    .as("%s: acknowledged, or the one in flight", when)
                    .isBetween(acknowledged[thread], acknowledged[thread] + 1);
            assertThat(text(right.record())).as(when).isEqualTo(text(left.record()));
            assertThat(right.version()).as(when).isEqualTo(left.version());
            assertThat(index(reader, "i" + thread + ":")).as(when).containsExactly(CrashingWriter.number(found));
            assertThat(numbers(reader, "log" + thread + ".", checked[thread]))
                    .as("%s: every commit left its log entry", when)
                    .hasSize((int) (found - checked[thread]));
            Set<String> done = new HashSet<>(numbers(reader, "done" + thread + ".", 0));
            for (long number = 1; number <= found; number++) {
                String task = CrashingWriter.number(number);
                assertThat(done.contains(task) ^ open.contains(task))
                        .as("%s: task %s is done or waits, not both, not neither", when, task)
                        .isTrue();
            }
            assertThat(done.size() + open.size()).as(when).isEqualTo((int) found);
            acknowledged[thread] = found;
            checked[thread] = found;
        }
    }

    /** Counters are those of the commits that are there, of all threads together and of each. */
    private void verifyCounters(StorageEngine engine, String when) {
        List<String> expected = new ArrayList<>();
        long commits = LongStream.of(acknowledged).sum();
        if (commits > 0) {
            long sum = LongStream.of(acknowledged)
                    .map(last -> last * (last + 1) / 2)
                    .sum();
            expected.add("all=[" + commits + ", " + sum + "]");
        }
        for (int thread = 0; thread < CrashingWriter.THREADS; thread++) {
            if (acknowledged[thread] > 0) {
                expected.add("own" + thread + "=[" + acknowledged[thread] + "]");
            }
        }
        try (StorageTransaction reader = engine.begin(TransactionMode.READ_ONLY)) {
            assertThat(reader.counters(ByteRange.startingWith(new byte[0])))
                    .as(when)
                    .extracting(row -> text(row.key()) + "=" + Arrays.toString(row.values()))
                    .isEqualTo(expected);
        }
    }

    private static List<String> index(StorageTransaction reader, String prefix) {
        List<String> keys = new ArrayList<>();
        try (Scan<IndexRow> scan =
                reader.scanIndex(IndexRange.startingWith(bytes(prefix)), ScanDirection.ASCENDING, 100)) {
            for (IndexRow row = scan.next(); row != null; row = scan.next()) {
                keys.add(text(row.key()));
            }
        }
        return keys;
    }

    private static List<String> numbers(StorageTransaction reader, String prefix, long after) {
        List<String> numbers = new ArrayList<>();
        ByteRange range =
                new ByteRange(bytes(prefix + CrashingWriter.number(after + 1)), ByteRange.successor(bytes(prefix)));
        try (Scan<EntityRow> scan = reader.scanEntities(range, ScanDirection.ASCENDING, 100)) {
            for (EntityRow row = scan.next(); row != null; row = scan.next()) {
                numbers.add(text(row.key()).substring(prefix.length()));
            }
        }
        return numbers;
    }
}
