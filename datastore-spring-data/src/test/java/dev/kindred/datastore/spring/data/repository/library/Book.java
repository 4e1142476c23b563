package dev.kindred.datastore.spring.data.repository.library;

import dev.kindred.datastore.spring.data.mapping.Ref;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;

public record Book(
        @Id @Nullable Long id,
        String title,
        @Nullable Ref<Author> author,
        @Nullable Ref<Publisher> publisher,
        List<Chapter> chapters) {

    public record Chapter(String title, Ref<Author> by) {}
}
