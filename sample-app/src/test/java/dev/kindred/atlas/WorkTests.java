package dev.kindred.atlas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

/** What goes on behind the page, over HTTP: queues, the schedule, and dead letters. */
class WorkTests extends RunningAtlas {

    private static final int GRAZ = 2778067;
    private static final int BERN = 2661552;

    @AfterEach
    void bringTheReviewerBack() {
        post("reviewer/up").expectStatus().isOk();
        await().until(() -> {
            work().deadLetters()
                    .forEach(letter -> post("dead-letters/" + letter.queue() + "/" + letter.id() + "/discard"));
            return work().deadLetters().isEmpty();
        });
    }

    @Test
    void queuesAndScheduleAreShown() {
        Work work = work();

        assertThat(work.queues()).extracting(Work.Queue::name).containsExactly("default", "imports", "reviews");
        assertThat(work.batches()).as("the import is over").isNull();
        assertThat(work.schedules()).singleElement().satisfies(schedule -> {
            assertThat(schedule.key()).isEqualTo("visits.count");
            assertThat(schedule.next()).isBefore(Instant.now().plusSeconds(60));
        });
    }

    @Test
    void visitsAreCountedAgainAndAgain() {
        visit(BERN);

        await().atMost(Duration.ofSeconds(30)).until(() -> visitsOf(BERN) == 1);
        visit(BERN);
        await().atMost(Duration.ofSeconds(30)).until(() -> visitsOf(BERN) == 2);
    }

    @Test
    void reviewsThatFailThriceAreDeadLettersAndAreApprovedWhenRedriven() {
        post("reviewer/down").expectStatus().isOk();
        comment(GRAZ, "A clock with its hands the wrong way round.");
        comment(GRAZ, "An armoury.");

        await().atMost(Duration.ofSeconds(30)).until(() -> work().deadLetters().size() == 2);
        assertThat(work().deadLetters()).allSatisfy(letter -> {
            assertThat(letter.function()).isEqualTo("comment.review");
            assertThat(letter.queue()).isEqualTo("reviews");
            assertThat(letter.reason()).isEqualTo("retries exhausted");
            assertThat(letter.attempts()).isEqualTo(3);
            assertThat(letter.error()).startsWith("dev.kindred.atlas.ReviewerDownException: The reviewer does not");
        });
        assertThat(work().reviewerUp()).isFalse();
        post("reviewer/up");
        post("dead-letters/redrive").expectStatus().isOk();

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(approvals(GRAZ)).containsExactly(true, true));
        assertThat(work().deadLetters()).isEmpty();
    }

    @Test
    void deadLetterIsDiscardedOnce() {
        post("reviewer/down");
        comment(BERN, "Bears.");
        await().atMost(Duration.ofSeconds(30)).until(() -> work().deadLetters().size() == 1);
        String letter = "dead-letters/reviews/" + work().deadLetters().get(0).id();

        post(letter + "/discard")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.deadLetters")
                .isEmpty();

        for (String action : List.of("/discard", "/redrive")) {
            post(letter + action)
                    .expectStatus()
                    .isNotFound()
                    .expectBody()
                    .jsonPath("$.detail")
                    .value(String.class, detail -> assertThat(detail).contains("Queue \"reviews\" has no dead letter"));
        }
        assertThat(approvals(BERN)).containsExactly(false);
    }

    private Work work() {
        return http.get()
                .uri("/api/work")
                .exchange()
                .expectStatus()
                .isOk()
                .returnResult(Work.class)
                .getResponseBody();
    }

    private RestTestClient.ResponseSpec post(String path) {
        return http.post().uri("/api/work/" + path).exchange();
    }

    private void visit(int city) {
        http.post()
                .uri("/api/cities/" + city + "/visits")
                .exchange()
                .expectStatus()
                .isOk();
    }

    private long visitsOf(int city) {
        @Nullable MostVisited counted = work().mostVisited();
        return counted == null
                ? 0
                : counted.places().stream()
                        .filter(place -> place.id() == city)
                        .mapToLong(MostVisited.Place::visits)
                        .sum();
    }

    private void comment(int city, String text) {
        http.post()
                .uri("/api/cities/" + city + "/comments")
                .contentType(MediaType.APPLICATION_JSON)
                .body(Map.of("author", "Ada", "text", text))
                .exchange()
                .expectStatus()
                .isCreated();
    }

    private List<Boolean> approvals(int city) {
        return List.of(http.get()
                        .uri("/api/cities/" + city + "/comments")
                        .exchange()
                        .returnResult(PlaceTests.Said[].class)
                        .getResponseBody())
                .stream()
                .map(PlaceTests.Said::approved)
                .toList();
    }
}
