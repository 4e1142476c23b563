package dev.kindred.datastore.spring.data.repository.people;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.mapping.Entity;
import dev.kindred.datastore.spring.data.repository.people.Person.Role;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;

/** Has a property of every sort of type. */
@Entity
public record Gadget(
        @Id @Nullable Long id,
        Optional<Integer> weight,
        UUID code,
        OffsetDateTime made,
        Duration time,
        List<Role> roles,
        int[] numbers,
        Key owner,
        float ratio,
        char mark) {}
