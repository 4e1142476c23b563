package dev.kindred.datastore.store;

import static dev.kindred.datastore.store.Writes.bytes;
import static dev.kindred.datastore.store.Writes.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Runs random transactions in several threads and writes down what each read and wrote. Afterwards those that committed are played again, one by one in
 * the order of their versions, on a sorted map: everything each of them read must be what the map says at its turn. Readers must agree with the map at
 * one turn, not before their snapshot's version. Where another order than that of the versions may have to be found, {@link SerializationGraph} looks for one. Several engines on one store take the threads in turn.
 */
public final class SerializabilityCheck {

    /** How an engine orders transactions. */
    public enum Order {
        /** By version. */
        OF_VERSIONS,
        /** There is an order, of those that write and of readers in {@link TransactionMode#READ_SERIAL}. */
        OF_SOME_KIND
    }

    /**
     * Looks at the model the way a transaction looked at the store, for comparison.
     *
     * @param values what was seen under each key that was looked at: the stamp of who wrote it, or empty for nothing
     */
    private record Read(
            String what,
            String result,
            Function<NavigableMap<String, String>, String> model,
            Map<String, String> values) {}

    private record Played(long version, List<Read> reads, Map<String, String> writes) {}

    private static final int KEYS = 12;

    private final List<StorageEngine> engines;
    private final long seed;
    private final Order order;
    private final List<Played> writers = Collections.synchronizedList(new ArrayList<>());
    private final List<Played> readers = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger conflicts = new AtomicInteger();

    /** Several engines share one store, and differ in what they remember of it. */
    public SerializabilityCheck(List<? extends StorageEngine> engines, long seed, Order order) {
        this.engines = List.copyOf(engines);
        this.seed = seed;
        this.order = order;
    }

    public void run(int threads, int transactions) {
        AtomicInteger thread = new AtomicInteger();
        Together.call(threads, () -> {
            int me = thread.incrementAndGet();
            Random random = new Random(seed + me);
            for (int i = 0; i < transactions; i++) {
                play(
                        engines.get(me % engines.size()),
                        random,
                        Thread.currentThread().getId() + "." + i);
            }
            return null;
        });
        verify();
    }

    private void play(StorageEngine engine, Random random, String stamp) {
        boolean writes = random.nextInt(4) > 0;
        List<Read> reads = new ArrayList<>();
        Map<String, String> written = new TreeMap<>();
        try (StorageTransaction transaction = engine.begin(writes ? TransactionMode.READ_WRITE : readersMode())) {
            for (int i = random.nextInt(4); i >= 0; i--) {
                reads.add(read(transaction, random));
            }
            if (!writes) {
                readers.add(new Played(transaction.snapshotVersion(), reads, Map.of()));
                return;
            }
            for (int i = random.nextInt(3); i >= 0; i--) {
                String key = key(random);
                written.put(key, random.nextInt(4) == 0 && mayDelete(key, reads) ? "" : stamp);
            }
            Writes changes = new Writes();
            written.forEach((key, value) -> {
                if (value.isEmpty()) {
                    changes.delete(key).unindex("i:", key);
                } else {
                    changes.put(key, value).index("i:", key);
                }
            });
            CommitResult result = transaction.commit(changes.changes());
            if (result instanceof CommitResult.Committed committed) {
                writers.add(new Played(committed.version(), reads, written));
            } else {
                assertThat(result).isInstanceOf(CommitResult.Conflict.class);
                conflicts.incrementAndGet();
            }
        } catch (StoreConflictException conflict) {
            conflicts.incrementAndGet();
        }
    }

    private TransactionMode readersMode() {
        return order == Order.OF_VERSIONS ? TransactionMode.READ_ONLY : TransactionMode.READ_SERIAL;
    }

    /** Deleting what is not there writes nothing, and has no place among the writers of a key; so the graph wants deletions of what was seen. */
    private boolean mayDelete(String key, List<Read> reads) {
        return order == Order.OF_VERSIONS
                || reads.stream()
                        .anyMatch(read -> !read.values().getOrDefault(key, "").isEmpty());
    }

    private Read read(StorageTransaction transaction, Random random) {
        String key = key(random);
        String other = key(random);
        switch (random.nextInt(5)) {
            case 0 -> {
                EntityRow row = transaction.get(bytes(key));
                return new Read(
                        "get " + key,
                        row == null ? "null" : text(row.record()),
                        model -> String.valueOf(model.get(key)),
                        Map.of(key, row == null ? "" : text(row.record())));
            }
            case 1 -> {
                List<String> values = new ArrayList<>();
                Map<String, String> seen = new TreeMap<>();
                for (EntityRow row : transaction.getAll(List.of(bytes(key), bytes(other)))) {
                    seen.put(values.isEmpty() ? key : other, row == null ? "" : text(row.record()));
                    values.add(row == null ? "null" : text(row.record()));
                }
                return new Read(
                        "get " + key + " " + other,
                        values.toString(),
                        model -> "[" + model.get(key) + ", " + model.get(other) + "]",
                        seen);
            }
            case 2 -> {
                boolean[] contains = transaction.containsAll(List.of(Writes.row("i:", key)));
                return new Read(
                        "contains " + key,
                        String.valueOf(contains[0]),
                        model -> String.valueOf(model.containsKey(key)),
                        contains[0] ? Map.of() : Map.of(key, ""));
            }
            case 3 -> {
                int limit = 1 + random.nextInt(4);
                ScanDirection direction = random.nextBoolean() ? ScanDirection.ASCENDING : ScanDirection.DESCENDING;
                List<String> found = new ArrayList<>();
                NavigableMap<String, String> seen = new TreeMap<>();
                try (Scan<EntityRow> scan =
                        transaction.scanEntities(new ByteRange(bytes(key), null), direction, limit)) {
                    for (EntityRow row = scan.next(); row != null; row = scan.next()) {
                        found.add(text(row.key()) + "=" + text(row.record()));
                        seen.put(text(row.key()), text(row.record()));
                        if (found.size() == limit) {
                            break;
                        }
                    }
                }
                String first = direction == ScanDirection.ASCENDING || found.size() < limit ? key : seen.firstKey();
                String last = direction == ScanDirection.DESCENDING || found.size() < limit
                        ? "k" + (char) ('a' + KEYS - 1)
                        : seen.lastKey();
                absentBetween(first, last, seen);
                Function<NavigableMap<String, String>, String> played = model -> {
                    NavigableMap<String, String> tail = model.tailMap(key, true);
                    return (direction == ScanDirection.ASCENDING ? tail : tail.descendingMap())
                            .entrySet().stream()
                                    .limit(limit)
                                    .map(Object::toString)
                                    .toList()
                                    .toString();
                };
                return new Read("scan " + key + " " + direction + " " + limit, found.toString(), played, seen);
            }
            default -> {
                String from = key.compareTo(other) < 0 ? key : other;
                String to = key.compareTo(other) < 0 ? other : key;
                List<String> found = new ArrayList<>();
                try (Scan<IndexRow> scan = transaction.scanIndex(
                        IndexRange.within(bytes("i:"), new ByteRange(bytes(from), bytes(to))),
                        ScanDirection.ASCENDING,
                        100)) {
                    for (IndexRow row = scan.next(); row != null; row = scan.next()) {
                        found.add(text(row.key()));
                    }
                }
                Map<String, String> seen = new TreeMap<>();
                if (from.compareTo(to) < 0) {
                    absentBetween(from, "k" + (char) (to.charAt(1) - 1), seen);
                    seen.keySet().removeAll(found);
                }
                return new Read(
                        "index " + from + ".." + to,
                        found.toString(),
                        model -> model.subMap(from, true, to, false).keySet().toString(),
                        seen);
            }
        }
    }

    private static void absentBetween(String first, String last, Map<String, String> seen) {
        for (char letter = first.charAt(1); letter <= last.charAt(1); letter++) {
            seen.putIfAbsent("k" + letter, "");
        }
    }

    private void verify() {
        writers.sort(Comparator.comparingLong(Played::version));
        if (order == Order.OF_SOME_KIND) {
            SerializationGraph graph = new SerializationGraph();
            for (Played played : writers) {
                graph.add(played.version(), seen(played), played.writes());
            }
            for (int i = 0; i < readers.size(); i++) {
                // Versions of commits are positive.
                graph.add(-1L - i, seen(readers.get(i)), Map.of());
            }
            assertThat(graph.cycle()).as("seed %d", seed).isEmpty();
            return;
        }
        NavigableMap<String, String> model = new TreeMap<>();
        List<Played> waiting = new ArrayList<>(readers);
        for (Played played : writers) {
            waiting.removeIf(reader -> reader.version() < played.version() && agrees(reader, model));
            for (Read read : played.reads()) {
                assertThat(read.result())
                        .as("seed %d, commit %d: %s", seed, played.version(), read.what())
                        .isEqualTo(read.model().apply(model));
            }
            played.writes().forEach((key, value) -> {
                if (value.isEmpty()) {
                    model.remove(key);
                } else {
                    model.put(key, value);
                }
            });
        }
        waiting.removeIf(reader -> agrees(reader, model));
        assertThat(waiting)
                .as("seed %d: readers that saw no state there ever was", seed)
                .isEmpty();
        assertThat(writers).as("seed %d: %s conflicts", seed, conflicts).hasSizeGreaterThan(conflicts.get() / 20);
    }

    private static Map<String, String> seen(Played played) {
        Map<String, String> values = new TreeMap<>();
        played.reads().forEach(read -> values.putAll(read.values()));
        return values;
    }

    private static boolean agrees(Played reader, NavigableMap<String, String> model) {
        return reader.reads().stream()
                .allMatch(read -> read.result().equals(read.model().apply(model)));
    }

    private static String key(Random random) {
        return "k" + (char) ('a' + random.nextInt(KEYS));
    }
}
