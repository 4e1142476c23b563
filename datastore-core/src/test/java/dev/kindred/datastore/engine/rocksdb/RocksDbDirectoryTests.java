package dev.kindred.datastore.engine.rocksdb;

import static dev.kindred.datastore.store.Writes.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kindred.datastore.store.ByteRange;
import dev.kindred.datastore.store.CommitResult;
import dev.kindred.datastore.store.CommitResult.Committed;
import dev.kindred.datastore.store.EngineStatus;
import dev.kindred.datastore.store.EntityRow;
import dev.kindred.datastore.store.Scan;
import dev.kindred.datastore.store.ScanDirection;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.StoreClosedException;
import dev.kindred.datastore.store.StoreException;
import dev.kindred.datastore.store.TransactionMode;
import dev.kindred.datastore.store.Writes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;

/** What goes wrong with directories and files, and what the operator is told. */
class RocksDbDirectoryTests {

    @TempDir
    Path temporary;

    // In use

    @Test
    void aDirectoryThatIsOpenInThisProcessIsRefusedAndStaysUsableForItsOwner() {
        Path path = temporary.resolve("data");
        try (RocksDbEngine owner = engine(path);
                RocksDbEngine other = engine(path)) {
            put(owner, "a", "1");

            assertThatExceptionOfType(DirectoryInUseException.class)
                    .isThrownBy(other::open)
                    .withMessageContaining(path.toString())
                    .satisfies(refused -> {
                        assertThat(refused.ownerPid())
                                .isEqualTo(ProcessHandle.current().pid());
                        assertThat(refused.path().endsWith("data")).isTrue();
                    });

            assertThat(other.isOpen()).isFalse();
            put(owner, "a", "2");
            owner.close();
            other.open();
            assertThat(get(other, "a")).isEqualTo("2");
        }
    }

    @Test
    void aDirectoryThatIsOpenInAnotherProcessIsRefusedUntilThatIsKilled() throws Exception {
        Path path = temporary.resolve("data");
        Process owner = JavaProcess.start(CrashingWriter.class, path.toString(), "OS", String.valueOf(8 << 20));
        try (RocksDbEngine engine = engine(path);
                BufferedReader output =
                        new BufferedReader(new InputStreamReader(owner.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(output.readLine()).isEqualTo("open");

            assertThatExceptionOfType(DirectoryInUseException.class)
                    .isThrownBy(engine::open)
                    .withMessageContaining("pid " + owner.pid())
                    .satisfies(refused -> assertThat(refused.ownerPid()).isEqualTo(owner.pid()));

            owner.destroyForcibly().waitFor();
            engine.open();
            assertThat(engine.status().version()).isPositive();
        } finally {
            owner.destroyForcibly().waitFor();
        }
    }

    // Not usable

    @Test
    void aFileIsNoDataDirectory() throws IOException {
        Path file = Files.writeString(temporary.resolve("file"), "text");

        assertThatExceptionOfType(DirectoryNotUsableException.class)
                .isThrownBy(() -> engine(file).open())
                .withMessageContaining(file.toString())
                .withMessageContaining("is a file");
        assertThatExceptionOfType(DirectoryNotUsableException.class)
                .isThrownBy(() -> engine(file.resolve("below")).open())
                .withMessageContaining(file.toString());
        assertThat(file).hasContent("text");
    }

    @Test
    void aDirectoryThatMayNotBeWrittenIsRefused() throws Exception {
        Path path = Files.createDirectory(temporary.resolve("readonly"));
        try (Mount mount = Mount.tmpfs(path, "ro,size=1m")) {
            assumeTrue(mount.isMounted(), "a read-only file system can be mounted by root only");

            assertThatExceptionOfType(DirectoryNotUsableException.class)
                    .isThrownBy(() -> engine(path).open())
                    .withMessageContaining(path.toString());
        }
    }

    // Formats

    @Test
    void aNewerFormatIsRefusedAndNothingIsTouched() throws IOException {
        Path path = temporary.resolve("data");
        try (RocksDbEngine engine = engine(path)) {
            put(engine, "a", "1");
        }
        assertThat(path.resolve("FORMAT")).hasContent("kindred format 1\n");
        Files.writeString(path.resolve("FORMAT"), "kindred format 2\n");
        Map<String, String> before = files(path);

        assertThatExceptionOfType(NewerFormatException.class)
                .isThrownBy(() -> engine(path).open())
                .withMessageContaining("format 2")
                .withMessageContaining("up to 1")
                .satisfies(newer -> {
                    assertThat(newer.found()).isEqualTo(2);
                    assertThat(newer.supported()).isEqualTo(1);
                });

        assertThat(files(path)).isEqualTo(before);
    }

    @Test
    void aNewerFormatInTheRowsAloneIsRefusedAndTheDirectoryIsFreeAgain() throws Exception {
        Path path = temporary.resolve("data");
        try (RocksDbEngine engine = engine(path)) {
            put(engine, "a", "1");
        }
        try (RocksDB db = RocksDB.open(path.resolve("store").toString())) {
            db.put(bytes("\u0001format"), ByteBuffer.allocate(4).putInt(7).array());
        }

        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatExceptionOfType(NewerFormatException.class)
                    .isThrownBy(() -> engine(path).open())
                    .satisfies(newer -> assertThat(newer.found()).isEqualTo(7));
        }
    }

    @AfterEach
    void closeAll() {
        engines.forEach(RocksDbEngine::close);
    }

    @Test
    void aStoreOfSomethingElseIsRefused() throws Exception {
        Path path = temporary.resolve("data");
        engine(path).close();
        Files.createDirectories(path.resolve("store"));
        RocksDB.loadLibrary();
        try (Options options = new Options().setCreateIfMissing(true);
                RocksDB db = RocksDB.open(options, path.resolve("store").toString())) {
            db.put(bytes("foreign"), bytes("row"));
        }

        assertThatExceptionOfType(CorruptStoreException.class)
                .isThrownBy(() -> engine(path).open())
                .withMessageContaining("written by something else");
    }

    @Test
    void anUnreadableFormatFileIsReported() throws IOException {
        Path path = Files.createDirectory(temporary.resolve("data"));
        Files.writeString(path.resolve("FORMAT"), "my notes on formats");

        assertThatExceptionOfType(CorruptStoreException.class)
                .isThrownBy(() -> engine(path).open())
                .withMessageContaining("FORMAT");
    }

    // Damage

    @Test
    void aStoreThatHasVanishedIsNotReplacedByAnEmptyOne() throws IOException {
        Path path = temporary.resolve("data");
        try (RocksDbEngine engine = engine(path)) {
            put(engine, "a", "1");
        }
        delete(path.resolve("store"));

        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatExceptionOfType(CorruptStoreException.class)
                    .isThrownBy(() -> engine(path).open())
                    .withMessageContaining("Restore a checkpoint");
        }
    }

    @Test
    void aTornTailOfTheLogIsCutOffAndTheRestIsThere() throws IOException {
        Path path = temporary.resolve("data");
        writeLog(path);
        Path log = largest(path.resolve("store"), ".log");
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
            file.setLength(file.length() - 10);
        }

        try (RocksDbEngine engine = engine(path)) {
            assertThat(get(engine, "key98")).isNotNull();
            assertThat(get(engine, "key99")).isNull();
        }
    }

    @Test
    void damageInTheMiddleOfTheLogIsReportedAndCanBeCutOffOnPurpose() throws IOException {
        Path path = temporary.resolve("data");
        writeLog(path);
        flip(largest(path.resolve("store"), ".log"), 0.5);

        assertThatExceptionOfType(CorruptStoreException.class)
                .isThrownBy(() -> engine(path).open())
                .withMessageContaining(path.toString())
                .withMessageContaining("durability \"os\"");
        try (RocksDbEngine engine =
                RocksDbEngine.at(path).durability(Durability.OS).build()) {
            assertThat(get(engine, "key10")).isNotNull();
            assertThat(get(engine, "key99")).isNull();
        }
    }

    @Test
    void damageInATableIsReportedWhenItIsRead() throws IOException {
        Path path = temporary.resolve("data");
        writeLog(path);
        engine(path).open();
        // Opening has written the log's rows to a table.
        closeAll();
        flip(largest(path.resolve("store"), ".sst"), 0.3);

        try (RocksDbEngine engine = engine(path);
                StorageTransaction reader = engine.begin(TransactionMode.READ_ONLY)) {
            assertThatExceptionOfType(CorruptStoreException.class)
                    .isThrownBy(() -> {
                        try (Scan<EntityRow> scan =
                                reader.scanEntities(new ByteRange(bytes(""), null), ScanDirection.ASCENDING, 1_000)) {
                            while (scan.next() != null) {
                                // Until the damage comes.
                            }
                        }
                    })
                    .withMessageContaining(path.toString());
        } catch (CorruptStoreException atOpening) {
            assertThat(atOpening).hasMessageContaining(path.toString());
        }
    }

    // Full

    @Test
    void aFullDiskStopsWritesNotReadsAndLosesNothing() throws Exception {
        Path path = Files.createDirectory(temporary.resolve("small"));
        try (Mount mount = Mount.tmpfs(path, "size=64m")) {
            assumeTrue(mount.isMounted(), "a small file system can be mounted by root only");
            Path data = path.resolve("data");
            RocksDbEngine engine = RocksDbEngine.at(data).memoryBytes(8L << 20).build();
            engine.open();
            Path filler = path.resolve("filler");
            Files.write(filler, new byte[(int) (path.toFile().getUsableSpace() - (2 << 20))]);

            int written = 0;
            CommitResult result;
            String record = "x".repeat(50_000);
            do {
                result = new Writes().put("key" + written, record).in(engine);
                written++;
            } while (result instanceof Committed && written < 10_000);

            assertThat(result).isInstanceOfSatisfying(CommitResult.Unknown.class, unknown -> assertThat(unknown.cause())
                    .isInstanceOf(DiskFullException.class)
                    .hasMessageContaining(data.toString())
                    .hasMessageContaining("Free some"));
            assertThat(engine.status().state()).isEqualTo(EngineStatus.State.READ_ONLY_AFTER_FAILURE);
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> new Writes().put("more", "1").in(engine))
                    .withMessageContaining("refuses writes")
                    .withMessageContaining("open it again");
            assertThat(get(engine, "key0")).isEqualTo(record);
            try {
                engine.close();
            } catch (StoreException stillFull) {
                assertThat(stillFull).hasMessageContaining(data.toString());
            }
            Files.delete(filler);

            engine.open();
            for (int i = 0; i < written - 1; i++) {
                assertThat(get(engine, "key" + i)).as("key%d of %d", i, written).isEqualTo(record);
            }
            put(engine, "more", "1");
            engine.close();
        }
    }

    // Checkpoints

    @Test
    void aCheckpointIsADataDirectoryWithWhatWasCommitted() {
        Path copy = temporary.resolve("backups/monday");
        try (RocksDbEngine engine = engine(temporary.resolve("data"))) {
            put(engine, "a", "1");
            engine.checkpoint(copy);
            put(engine, "a", "2");

            try (RocksDbEngine restored = engine(copy)) {
                assertThat(get(restored, "a")).isEqualTo("1");
                put(restored, "a", "3");
            }
            assertThat(get(engine, "a")).isEqualTo("2");
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> engine.checkpoint(copy))
                    .withMessageContaining("exists");
            engine.close();
            assertThatExceptionOfType(StoreClosedException.class)
                    .isThrownBy(() -> engine.checkpoint(temporary.resolve("tuesday")));
        }
    }

    @Test
    void anEngineInMemoryHasNoCheckpoints() {
        try (RocksDbEngine engine = RocksDbEngine.inMemory()) {
            put(engine, "a", "1");

            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(() -> engine.checkpoint(temporary.resolve("copy")));
        }
    }

    @Test
    void theStatusTellsWhereAndHow() {
        try (RocksDbEngine engine = engine(temporary.resolve("data"))) {
            assertThat(engine.status().details())
                    .containsEntry("durability", "fsync")
                    .containsEntry("path", temporary.resolve("data").toString());
            put(engine, "a", "1");

            assertThat(engine.status().engine()).isEqualTo("rocksdb");
            assertThat(engine.status().details())
                    .containsKeys("estimatedRows", "storedBytes", "blockCacheBytes", "cacheHits");
        }
    }

    // Help

    private final List<RocksDbEngine> engines = new ArrayList<>();

    private RocksDbEngine engine(Path path) {
        RocksDbEngine engine = RocksDbEngine.at(path).memoryBytes(8L << 20).build();
        engines.add(engine);
        return engine;
    }

    private void writeLog(Path path) {
        try (RocksDbEngine engine = engine(path)) {
            for (int i = 0; i < 100; i++) {
                put(engine, "key" + i, "x".repeat(300));
            }
        }
    }

    private static void put(RocksDbEngine engine, String key, String value) {
        assertThat(new Writes().put(key, value).in(engine)).isInstanceOf(Committed.class);
    }

    private static String get(RocksDbEngine engine, String key) {
        try (StorageTransaction reader = engine.begin(TransactionMode.READ_ONLY)) {
            EntityRow row = reader.get(bytes(key));
            return row == null ? null : Writes.text(row.record());
        }
    }

    private static Path largest(Path directory, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .max(Comparator.comparingLong(file -> file.toFile().length()))
                    .orElseThrow();
        }
    }

    private static void flip(Path file, double where) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            long at = (long) (bytes.length() * where);
            for (long i = at; i < at + 8; i++) {
                bytes.seek(i);
                int old = bytes.read();
                bytes.seek(i);
                bytes.write(old ^ 0x5A);
            }
        }
    }

    private static Map<String, String> files(Path directory) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(
                        directory.relativize(file).toString(),
                        Files.size(file) + " " + Files.getLastModifiedTime(file));
            }
        }
        return files;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** A file system of its own, where this process may mount one. */
    private record Mount(Path path, boolean isMounted) implements AutoCloseable {

        static Mount tmpfs(Path path, String options) throws Exception {
            return new Mount(path, run("mount", "-t", "tmpfs", "-o", options, "tmpfs", path.toString()));
        }

        @Override
        public void close() throws Exception {
            if (isMounted) {
                assertThat(run("umount", "-l", path.toString())).isTrue();
            }
        }

        private static boolean run(String... command) throws Exception {
            try {
                Process process = new ProcessBuilder(command).start();
                return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
            } catch (IOException e) {
                return false;
            }
        }
    }
}
