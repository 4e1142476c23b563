package dev.kindred.datastore.spring.data.repository.library;

import dev.kindred.datastore.spring.data.mapping.Ref;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;

public record Author(
        @Id @Nullable Long id, String name, @Nullable Ref<Author> teacher) {}
