package dev.kindred.datastore.spring.data.event;

import dev.kindred.datastore.spring.data.mapping.Entity;
import org.springframework.data.annotation.Id;

@Entity
public record Book(@Id Long id, String title) {

    Book titled(String other) {
        return new Book(id, other);
    }
}
