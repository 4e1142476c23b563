package dev.kindred.datastore.spring.data.auditing.articles;

import dev.kindred.datastore.spring.data.mapping.Entity;
import java.time.Instant;
import org.springframework.data.annotation.CreatedDate;
import org.springframework.data.annotation.Id;

@Entity
public record Article(@Id Long id, Stamp stamp) {

    /** What is audited. */
    public record Stamp(@CreatedDate Instant created) {}
}
