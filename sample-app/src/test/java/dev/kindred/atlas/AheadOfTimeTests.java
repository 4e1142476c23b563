package dev.kindred.atlas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Atlas as it was processed when it was built: beans, repositories and mapping of generated code, in a JVM. */
class AheadOfTimeTests {

    private static final int SOME = 500;

    /** The build gives this directory to the processing. */
    @Test
    void pitfall11_nothingOpensTheStoreWhileAtlasIsProcessed() {
        assertThat(Path.of("target/classes/dev/kindred/atlas/CommentRepository.json"))
                .exists();
        assertThat(Path.of("target/opened-by-process-aot")).doesNotExist();
    }

    @Test
    void atlasThatWasProcessedAheadOfTimeImportsAnswersAndTakesComments(@TempDir Path directory) throws Exception {
        try (AtlasProcess atlas = AtlasProcess.startAheadOfTime(directory, AtlasProcess.freePort())) {
            await().atMost(Duration.ofMinutes(2)).until(() -> atlas.imported() >= SOME);
            assertThat(atlas.get("actuator/health")
                            .at("/components/datastore/status")
                            .stringValue())
                    .isEqualTo("UP");
            long city =
                    atlas.get("api/cities?sort=name&limit=1").at("/cities/0/id").longValue();

            comment(atlas, city);

            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                            atlas.get("api/cities/" + city + "/comments").toString())
                    .contains("Seen from above"));
            assertThat(atlas.log())
                    .contains("Starting AOT-processed AtlasApplication")
                    .doesNotContain(" ERROR ", " WARN ");
        }
    }

    private static void comment(AtlasProcess atlas, long city) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(atlas.address() + "api/cities/" + city + "/comments"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"author\": \"Ann\", \"text\": \"Seen from above\"}"))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.discarding())
                        .statusCode())
                .isBetween(200, 299);
    }
}
