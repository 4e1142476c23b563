package dev.kindred.atlas;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.mapping.Entity;
import dev.kindred.datastore.spring.data.mapping.Parent;
import dev.kindred.datastore.spring.data.mapping.Unindexed;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;

/** What somebody wrote about a place: a child of the place's key. */
// tag::child[]
@Entity
record Comment(
        @Id @Nullable Long id,
        @Parent @JsonIgnore Key city,
        String author,
        @Unindexed String text,
        boolean approved,
        Instant createdAt) {
    // end::child[]

    static Comment on(Key city, NewComment written) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return new Comment(null, city, written.author().strip(), written.text().strip(), false, now);
    }

    Comment approve() {
        return new Comment(id, city, author, text, true, createdAt);
    }
}
