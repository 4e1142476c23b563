package dev.kindred.datastore.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.copy.CopyProgress;
import dev.kindred.datastore.engine.postgres.PostgresEngine;
import dev.kindred.datastore.engine.postgres.TestServer;
import dev.kindred.datastore.engine.rocksdb.RocksDbEngine;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.store.StorageEngine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.mock.env.MockEnvironment;

@ExtendWith(OutputCaptureExtension.class)
class StoreCopyCommandTests {

    private final String schema = TestServer.newSchema();

    @TempDir
    Path directory;

    private static void fill(StorageEngine engine, int books) {
        LocalDatastore datastore = LocalDatastore.on(engine).build();
        datastore.put(LongStream.rangeClosed(1, books)
                .mapToObj(id -> Entity.builder(Partition.DEFAULT.key("Book", id))
                        .set("title", "title " + id)
                        .build())
                .toList());
    }

    private void fillDirectory() {
        try (StorageEngine engine = RocksDbEngine.at(directory).build()) {
            fill(engine, 30);
        }
    }

    private int copy(String... settings) {
        MockEnvironment environment = new MockEnvironment();
        environment.setProperty("kindred.copy.schema", schema);
        for (int i = 0; i < settings.length; i += 2) {
            environment.setProperty("kindred.copy." + settings[i], settings[i + 1]);
        }
        AtomicInteger code = new AtomicInteger(-1);
        GenericApplicationContext context = new GenericApplicationContext();
        context.setEnvironment(environment);
        new StoreCopyInitializer(code::set).initialize(context);
        return code.get();
    }

    @Test
    void anApplicationThatIsToldToCopiesItsDirectoryToTheServerAndEndsBeforeItBegins() throws Exception {
        fillDirectory();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                CopiedShop.class.getName(),
                "--kindred.copy.from=rocksdb:" + directory,
                "--kindred.copy.to=" + TestServer.url(),
                "--kindred.copy.schema=" + schema));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output)
                .contains(
                        "Copying (all) from rocksdb:" + directory + " to jdbc:postgresql:",
                        "entities Book",
                        "Both stores are the same")
                .doesNotContain(CopiedShop.BEAN, "DIFFERS", "Tomcat");
        try (StorageEngine engine =
                PostgresEngine.on(TestServer.dataSource()).schema(schema).build()) {
            assertThat(LocalDatastore.on(engine)
                            .build()
                            .get(Partition.DEFAULT.key("Book", 17))
                            .property("title"))
                    .isNotNull();
        }
    }

    @Test
    void anApplicationThatIsNotToldToGoesOn() {
        assertThat(copy()).isEqualTo(-1);
    }

    @Test
    void aPassAheadIsFollowedByTheRestAndAComparison(CapturedOutput output) {
        fillDirectory();
        String[] places = {"from", "rocksdb:" + directory, "to", TestServer.url(), "mode", "ahead"};

        int ahead = copy(places);
        places[5] = "all";
        int all = copy(places);
        places[5] = "compare";
        int compared = copy(places);

        assertThat(List.of(ahead, all, compared)).containsOnly(0);
        assertThat(output).contains("This was a pass ahead", "Both stores are the same");
    }

    @Test
    void storesThatDifferEndWithOne(@TempDir Path other, CapturedOutput output) {
        fillDirectory();
        try (StorageEngine engine = RocksDbEngine.at(other).build()) {
            fill(engine, 29);
        }

        int code = copy("from", "rocksdb:" + directory, "to", "rocksdb:" + other, "mode", "compare");

        assertThat(code).isEqualTo(1);
        assertThat(output).contains("DIFFERS: the target has 29", "The stores differ");
    }

    @Test
    void whatIsWrongIsSaidInASentenceAndNotByAStackTrace(@TempDir Path used, CapturedOutput output) {
        fillDirectory();
        try (StorageEngine engine = RocksDbEngine.at(used).build()) {
            fill(engine, 1);
        }

        assertThat(copy("from", "rocksdb:" + directory)).isEqualTo(1);
        assertThat(copy("to", "rocksdb:" + directory)).isEqualTo(1);
        assertThat(copy("from", "rocksdb:" + directory, "to", "mysql:x")).isEqualTo(1);
        assertThat(copy("from", "rocksdb:" + directory.resolve("nowhere"), "to", TestServer.url()))
                .isEqualTo(1);
        assertThat(copy("from", "rocksdb:" + directory, "to", "rocksdb:" + directory))
                .isEqualTo(1);
        assertThat(copy("from", TestServer.url(), "to", "rocksdb:" + directory)).isEqualTo(1);
        assertThat(copy("from", "rocksdb:" + directory, "to", "rocksdb:" + used))
                .isEqualTo(1);
        assertThat(copy("from", "rocksdb:" + directory, "to", "rocksdb:" + used, "mode", "fast"))
                .isEqualTo(1);

        assertThat(output)
                .contains(
                        "Both \"kindred.copy.from\" and \"kindred.copy.to\" are needed",
                        "Invalid value \"mysql:x\" for \"kindred.copy.to\"",
                        "This is no data directory",
                        "This is the source",
                        "The target is not empty",
                        "fast")
                .doesNotContain("\tat ");
    }

    @Test
    void aTerminalShowsABarAndALogShowsLines() throws IOException {
        AtomicLong nanos = new AtomicLong();
        List<String> lines = new ArrayList<>();
        ByteArrayOutputStream terminal = new ByteArrayOutputStream();
        CopyDisplay bar =
                new CopyDisplay(line -> {}, new PrintStream(terminal, true, StandardCharsets.UTF_8), nanos::get);
        CopyDisplay log = new CopyDisplay(lines::add, null, nanos::get);

        for (long done = 0; done <= 50; done++) {
            bar.at(CopyProgress.Step.ENTITIES, done, 100);
            log.at(CopyProgress.Step.ENTITIES, done, 100);
            nanos.addAndGet(1_000_000_000);
        }
        log.end();

        assertThat(terminal.toString(StandardCharsets.UTF_8))
                .contains(
                        "\r[###############               ] entities: 50 of about 100 rows (50 %), 1 rows/s, 0:50 left");
        assertThat(lines)
                .hasSize(11)
                .contains("entities: 5 of about 100 rows (5 %), 1 rows/s, 1:35 left")
                .endsWith("entities: 50 rows in 51.0 s");
    }
}
