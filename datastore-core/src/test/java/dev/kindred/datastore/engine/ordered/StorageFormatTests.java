package dev.kindred.datastore.engine.ordered;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.store.Changes;
import dev.kindred.datastore.store.CounterChange;
import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.EntityPut;
import dev.kindred.datastore.store.EntityPut.Precondition;
import dev.kindred.datastore.store.IndexRow;
import dev.kindred.datastore.store.ScanDirection;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.StoreException;
import dev.kindred.datastore.store.TaskChange;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TaskTraits;
import dev.kindred.datastore.store.TransactionMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The worked examples of {@code docs/formats/storage.md} and {@code tasks.md}: what the pages show is what an engine writes. */
class StorageFormatTests {

    private static final HexFormat HEX = HexFormat.ofDelimiter(" ").withUpperCase();

    private final TreeMap<byte[], byte[]> rows = new TreeMap<>(Arrays::compareUnsigned);
    private final OrderedEngine engine =
            new OrderedEngine("map", OrderedSettings.DEFAULT.clocks(() -> Instant.ofEpochSecond(2), System::nanoTime)) {
                @Override
                protected OrderedStore openStore() {
                    return new MapStore();
                }
            };

    @Test
    void entityAndIndexRowsAreAsThePageShows() throws IOException {
        try (StorageTransaction transaction = engine.begin(TransactionMode.READ_WRITE)) {
            transaction.commit(new Changes(
                    List.of(new EntityPut(new byte[] {0x11, 0x22}, new byte[] {0x01, 0x00}, Precondition.NONE)),
                    List.of(),
                    List.of(new IndexRow(new byte[] {0x33, 0x44, 0x55}, new byte[] {0x11, 0x22})),
                    List.of(),
                    List.of()));
        }

        assertPageShows("storage.md", "01 66 6F 72 6D 61 74", "00 00 00 01");
        assertPageShows("storage.md", "02 11 22", "00 00 00 00 00 00 00 02 01 00");
        assertPageShows("storage.md", "03 33 44 55 11 22", "03");
        assertThat(rows).hasSize(3);
    }

    @Test
    void aCounterIsAsThePageShows() throws IOException {
        try (StorageTransaction transaction = engine.begin(TransactionMode.READ_WRITE)) {
            CounterChange change = new CounterChange(new byte[] {0x66}, new long[] {2, -1});
            transaction.commit(new Changes(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(change)));
        }

        assertPageShows("storage.md", "04 66", "04 01");
    }

    @Test
    void taskRowsAreAsThePageShows() throws IOException {
        addTask();

        assertPageShows("tasks.md", "01 74 61 73 6B 2D 69 64 73", "00 00 00 00 00 00 10 00");
        assertPageShows(
                "tasks.md",
                "10 02 71 31 00 00 00 00 00 00 00 01",
                "01 02 6E 00 00 00 00 00 1E 84 80 64 00 00 00 00 00 0F 42 40 01 01 68 01 76 02 7B 7D");
        assertPageShows("tasks.md", "11 02 71 31 9B 80 00 00 00 00 1E 84 80 00 00 00 00 00 00 00 01", "");
        assertPageShows("tasks.md", "13 02 71 31 01 6E", "01 01 00 00 00 00 00 00 00 01");
        assertPageShows("tasks.md", "16 02 71 31", "00 00 00 00 00 00 00 01 00 00 00 00 00 00 00 00");
    }

    @Test
    void progressDeathAndTombstonesAreAsThePageShows() throws IOException {
        addTask();
        TaskLease first = engine.tasks().claim("q1", 1, 2_000_000).get(0);
        engine.tasks().retry(first, 2_000_001, "E");

        assertPageShows(
                "tasks.md",
                "12 02 71 31 00 00 00 00 00 00 00 01",
                "01 00 00 00 00 00 00 00 01 00 00 00 00 00 1E 84 80 00 00 00 00 00 1E 84 81 02 45");

        TaskLease second = engine.tasks().claim("q1", 1, 2_000_001).get(0);
        engine.tasks().bury(second, DeadTask.Reason.REJECTED, null);

        assertPageShows(
                "tasks.md",
                "15 02 71 31 00 00 00 00 00 00 00 01",
                "01 08 52 45 4A 45 43 54 45 44 00 00 00 00 00 1E 84 80 00 00 00 00 00 00 00 02 00 00 00 00 00 1E 84 80 02 45"
                        + " 02 6E 00 00 00 00 00 1E 84 81 64 00 00 00 00 00 0F 42 40 01 01 68 01 76 02 7B 7D");

        engine.tasks().discard("q1", 1);

        assertPageShows("tasks.md", "13 02 71 31 01 6E", "01 02 00 00 00 14 1D F5 E4 80");
        assertPageShows("tasks.md", "14 80 00 00 14 1D F5 E4 80 02 71 31 01 6E", "");
    }

    @Test
    void traitsAndPausesAreAsThePageShows() throws IOException {
        add(null, Map.of(), new TaskTraits("a", 1, "t", "u"));
        add(null, Map.of(), new TaskTraits("a", 1, null, null));
        engine.tasks().pause("q1");

        assertPageShows(
                "tasks.md",
                "10 02 71 31 00 00 00 00 00 00 00 01",
                "02 00 00 00 00 00 00 1E 84 80 64 00 00 00 00 00 0F 42 40 00 02 7B 7D 02 61 01 02 74 02 75");
        assertPageShows("tasks.md", "18 02 71 31 01 61", "00 00 00 00 00 00 00 01");
        assertPageShows("tasks.md", "19 02 71 31 01 75", "01 01 00 00 00 00 00 00 00 01");
        assertPageShows("tasks.md", "1A 02 71 31 01 74 80 00 00 00 00 1E 84 80 00 00 00 00 00 00 00 01", "");
        assertPageShows("tasks.md", "17 02 71 31 01 61 00 00 00 00 00 00 00 02", "9B 00 00 00 00 00 1E 84 80");
        assertPageShows("tasks.md", "1B 02 71 31", "");
    }

    @Test
    void aTaskRowOfANewerFormatIsRefusedWithBothNumbers() {
        addTask();
        rows.get(HEX.parseHex("10 02 71 31 00 00 00 00 00 00 00 01"))[0] = 9;

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> engine.tasks().list("q1", 0, 10))
                .withMessageContaining("format 9")
                .withMessageContaining("knows 1 to 2");
    }

    private void addTask() {
        add("n", Map.of("h", "v"), TaskTraits.NONE);
    }

    private void add(@Nullable String name, Map<String, String> headers, TaskTraits traits) {
        try (StorageTransaction transaction = engine.begin(TransactionMode.READ_WRITE)) {
            TaskRow task = TaskRow.waiting(
                            engine.tasks().nextId(),
                            "q1",
                            name,
                            2_000_000,
                            100,
                            "{}".getBytes(UTF_8),
                            headers,
                            1_000_000)
                    .withTraits(traits);
            transaction.commit(
                    new Changes(List.of(), List.of(), List.of(), List.of(), List.of(new TaskChange.Add(task))));
        }
    }

    private void assertPageShows(String page, String key, String value) throws IOException {
        byte[] found = rows.get(HEX.parseHex(key));
        assertThat(found).as("row %s of %s", key, all()).isNotNull();
        assertThat(HEX.formatHex(found)).isEqualTo(value);
        assertThat(Files.readString(Path.of("../docs/formats", page)).replaceAll("\\s+", " "))
                .contains(key)
                .contains(value);
    }

    private String all() {
        StringBuilder text = new StringBuilder();
        rows.forEach((key, value) ->
                text.append('\n').append(HEX.formatHex(key)).append(" -> ").append(HEX.formatHex(value)));
        return text.toString();
    }

    /** Just a map: nobody reads while somebody writes here. */
    private final class MapStore implements OrderedStore, OrderedStore.View {

        private long written;

        @Override
        public View view() {
            return this;
        }

        @Override
        public View copy() {
            return this;
        }

        @Override
        public byte[] get(byte[] key) {
            return rows.get(key);
        }

        @Override
        public List<byte[]> getAll(List<byte[]> keys) {
            List<byte[]> values = new ArrayList<>();
            keys.forEach(key -> values.add(get(key)));
            return values;
        }

        @Override
        public Rows rows(byte[] from, byte[] to, ScanDirection direction) {
            List<Map.Entry<byte[], byte[]>> found =
                    new ArrayList<>(rows.subMap(from, to).entrySet());
            return new Rows() {
                private int at = -1;

                @Override
                public boolean next() {
                    return ++at < found.size();
                }

                @Override
                public byte[] key() {
                    return found.get(at).getKey();
                }

                @Override
                public int keyLength() {
                    return key().length;
                }

                @Override
                public byte[] value() {
                    return found.get(at).getValue();
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public void write(Batch batch, Sync sync) {
            written++;
            batch.forEach(new Batch.Visitor() {
                @Override
                public void put(byte[] key, byte[] value) {
                    rows.put(key, value);
                }

                @Override
                public void delete(byte[] key) {
                    rows.remove(key);
                }
            });
        }

        @Override
        public long versionFloor() {
            return written;
        }

        @Override
        public Map<String, Object> details() {
            return Map.of();
        }

        @Override
        public void close() {}
    }
}
