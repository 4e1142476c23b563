package dev.kindred.datastore.spring.data.repository.events;

import dev.kindred.datastore.spring.data.mapping.Entity;
import java.util.List;
import org.springframework.data.annotation.Id;
import org.springframework.data.domain.DomainEvents;

/** Publishes an event whenever it is saved. */
@Entity
public record Order(@Id String id) {

    @DomainEvents
    List<Placed> events() {
        return List.of(new Placed(id));
    }

    /** The event. */
    public record Placed(String id) {}
}
