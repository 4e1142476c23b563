package dev.kindred.atlas;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;

/** Atlas in this process, on a directory of its own, with all places imported. One for all tests that extend this. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "logging.level.org.openqa.selenium=error",
            "atlas.count-every=1s",
            "kindred.delay.queues.reviews.retry.min-backoff=50ms"
        })
@AutoConfigureRestTestClient
abstract class RunningAtlas {

    static final int TOTAL = 24_323;

    @Autowired
    RestTestClient http;

    @Autowired
    PlaceFile file;

    @LocalServerPort
    int port;

    @DynamicPropertySource
    static void directory(DynamicPropertyRegistry properties) throws IOException {
        Path directory = Files.createTempDirectory(Path.of("target"), "atlas");
        properties.add("kindred.datastore.embedded.path", directory::toString);
    }

    @BeforeEach
    void awaitImport() {
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> !http.get()
                        .uri("/api/import")
                        .exchange()
                        .returnResult(Progress.class)
                        .getResponseBody()
                        .running());
    }

    List<City> allPlaces() {
        return file.slice(0, TOTAL);
    }

    record Progress(int total, int done, boolean running) {}
}
