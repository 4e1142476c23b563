package dev.kindred.atlas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.test.json.JsonCompareMode;
import org.springframework.test.web.servlet.client.RestTestClient;

/** A place, its visits and its comments, over HTTP. Each test has a place of its own. */
class PlaceTests extends RunningAtlas {

    private static final int ROME = 3169070;
    private static final int NAPLES = 3172394;
    private static final int VIENNA = 2761369;
    private static final int OSLO = 3143244;
    private static final int LIMA = 3936456;
    private static final int CAIRO = 360630;

    @Test
    void importIsReportedAsThePageExpectsIt() {
        http.get()
                .uri("/api/import")
                .exchange()
                .expectBody()
                .json("{\"total\": 24323, \"done\": 24323, \"running\": false}", JsonCompareMode.STRICT);
    }

    @Test
    void placeHasExactlyTheDocumentedFields() {
        http.get()
                .uri("/api/cities/" + ROME)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .json("""
                        {"id": 3169070, "name": "Rome", "country": "IT", "population": 2318895,
                         "latitude": 41.89193, "longitude": 12.51133}
                        """, JsonCompareMode.STRICT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "0", "-1", "9223372036854775807"})
    void unknownPlaceIsNotFound(String id) {
        Stream.of("", "/comments").forEach(path -> http.get()
                .uri("/api/cities/" + id + path)
                .exchange()
                .expectStatus()
                .isNotFound()
                .expectHeader()
                .contentType("application/problem+json")
                .expectBody()
                .jsonPath("$.detail")
                .isEqualTo("There is no place with the id " + id + "."));
        http.post()
                .uri("/api/cities/" + id + "/visits")
                .exchange()
                .expectStatus()
                .isNotFound();
        post(id, Map.of("author", "Ada", "text", "Hello")).expectStatus().isNotFound();
    }

    @Test
    void idThatIsNoNumberIsNamed() {
        http.get()
                .uri("/api/cities/rome")
                .exchange()
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.parameter")
                .isEqualTo("id")
                .jsonPath("$.detail")
                .isEqualTo("id \"rome\" must be a whole number.");
    }

    @Test
    void visitsOfManyAtOnceAreAllCounted() throws Exception {
        ExecutorService visitors = Executors.newFixedThreadPool(4);
        Callable<Long> visit = () -> http.post()
                                .uri("/api/cities/" + NAPLES + "/visits")
                                .exchange()
                                .expectStatus()
                                .isOk()
                                .returnResult(Map.class)
                                .getResponseBody()
                                .get("visits")
                        instanceof Number number
                ? number.longValue()
                : -1L;

        List<Future<Long>> answers =
                visitors.invokeAll(Stream.generate(() -> visit).limit(24).toList());

        assertThat(answers)
                .extracting(Future::get)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 24).boxed().toList());
        visitors.shutdown();
    }

    @Test
    void commentIsStoredUnapprovedAndApprovedAMomentLater() {
        post(VIENNA, Map.of("author", " Ada ", "text", "Coffee and cake."))
                .expectStatus()
                .isCreated()
                .expectBody()
                .jsonPath("$.author")
                .isEqualTo("Ada")
                .jsonPath("$.text")
                .isEqualTo("Coffee and cake.")
                .jsonPath("$.approved")
                .isEqualTo(false)
                .jsonPath("$.createdAt")
                .exists()
                .jsonPath("$.city")
                .doesNotExist();

        await().atMost(Duration.ofSeconds(20))
                .until(() -> comments(VIENNA).get(0).approved());
        assertThat(comments(VIENNA)).singleElement().extracting(Said::text).isEqualTo("Coffee and cake.");
    }

    @Test
    void newestCommentComesFirstAndOtherPlacesHaveTheirOwn() {
        List<String> texts = List.of("First of all.", "Then this.", "And at last that.");

        for (String text : texts) {
            post(OSLO, Map.of("author", "Grace", "text", text)).expectStatus().isCreated();
            // Two within a millisecond would come in the order of their keys.
            await().until(() -> comments(OSLO).get(0).approved());
        }

        assertThat(comments(OSLO))
                .extracting(Said::text)
                .containsExactly("And at last that.", "Then this.", "First of all.");
        assertThat(comments(ROME)).isEmpty();
    }

    @Test
    void commentThatShoutsOrAdvertisesWaitsForAPerson() {
        post(LIMA, Map.of("author", "Eve", "text", "BUY MY THINGS"))
                .expectStatus()
                .isCreated();
        post(LIMA, Map.of("author", "Eve", "text", "See https://example.org"))
                .expectStatus()
                .isCreated();
        post(LIMA, Map.of("author", "Ada", "text", "The last one in the queue."))
                .expectStatus()
                .isCreated();

        await().atMost(Duration.ofSeconds(20)).until(() -> comments(LIMA).get(0).approved());
        assertThat(comments(LIMA)).extracting(Said::approved).containsExactly(true, false, false);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"author": "Ada"}                           | text
                    {"author": "Ada", "text": " "}              | text
                    {"author": "", "text": "Hello"}             | author
                    {"author": {"name": "Ada"}, "text": "Hello"} | author
                    """)
    void badCommentIsRefusedWithTheFieldNamed(String body, String parameter) {
        http.post()
                .uri("/api/cities/" + CAIRO + "/comments")
                .contentType(MediaType.APPLICATION_JSON)
                .body(body)
                .exchange()
                .expectStatus()
                .isBadRequest()
                .expectHeader()
                .contentType("application/problem+json")
                .expectBody()
                .jsonPath("$.parameter")
                .isEqualTo(parameter);
        assertThat(comments(CAIRO)).isEmpty();
    }

    @Test
    void commentThatIsTooLongIsRefusedWithTheLimit() {
        post(CAIRO, Map.of("author", "Ada", "text", "long ".repeat(500)))
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.detail")
                .isEqualTo("text \"" + "long ".repeat(8) + "…\" must have at most 2000 characters.");
    }

    @Test
    void bodyThatIsNoJsonIsRefused() {
        http.post()
                .uri("/api/cities/" + CAIRO + "/comments")
                .contentType(MediaType.APPLICATION_JSON)
                .body("{author")
                .exchange()
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.detail")
                .isEqualTo("The body cannot be read; send {\"author\": \"…\", \"text\": \"…\"}.");
    }

    @Test
    void healthTellsOfTheDatastore() {
        http.get()
                .uri("/actuator/health")
                .exchange()
                .expectBody()
                .jsonPath("$.components.datastore.status")
                .isEqualTo("UP");
    }

    private RestTestClient.ResponseSpec post(Object city, Map<String, String> comment) {
        return http.post()
                .uri("/api/cities/" + city + "/comments")
                .contentType(MediaType.APPLICATION_JSON)
                .body(comment)
                .exchange();
    }

    private List<Said> comments(int city) {
        return List.of(http.get()
                .uri("/api/cities/" + city + "/comments")
                .exchange()
                .expectStatus()
                .isOk()
                .returnResult(Said[].class)
                .getResponseBody());
    }

    record Said(long id, String author, String text, boolean approved, String createdAt) {}
}
