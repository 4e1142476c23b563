package dev.kindred.atlas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import dev.kindred.datastore.test.autoconfigure.DataDatastoreTest;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Comments without a web server and without 24,323 places. */
@DataDatastoreTest
class CommentRepositoryTests {

    private static final Instant NOON = Instant.parse("2026-06-21T12:00:00Z");

    @Autowired
    CommentRepository comments;

    @Autowired
    DatastoreOperations datastore;

    @Test
    void theNewestHundredOfAPlaceComeNewestFirst() {
        Key rome = datastore.createKey(City.class, 3_169_070L);
        Key paris = datastore.createKey(City.class, 2_988_507L);
        comments.saveAll(IntStream.range(0, 110)
                .mapToObj(minute -> comment(rome, "comment " + minute, NOON.plusSeconds(60L * minute)))
                .toList());
        comments.save(comment(paris, "elsewhere", NOON.plusSeconds(86_400)));

        assertThat(comments.findTop100ByOrderByCreatedAtDesc(rome))
                .extracting(Comment::text)
                .hasSize(100)
                .startsWith("comment 109", "comment 108")
                .endsWith("comment 10");
    }

    private static Comment comment(Key city, String text, Instant createdAt) {
        return new Comment(null, city, "Ann", text, true, createdAt);
    }
}
