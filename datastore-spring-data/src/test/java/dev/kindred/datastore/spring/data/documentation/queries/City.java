package dev.kindred.datastore.spring.data.documentation.queries;

import dev.kindred.datastore.spring.data.mapping.Entity;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;

// tag::city[]
@Entity
public record City(
        @Id @Nullable Long id,
        @Nullable String name,
        @Nullable String country,
        @Nullable Long size,
        List<String> tags) {}
// end::city[]
