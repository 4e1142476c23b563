package dev.kindred.datastore.spring.data.repository.library;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.mapping.Fetch;
import dev.kindred.datastore.spring.data.mapping.Ref;
import dev.kindred.datastore.spring.data.repository.DatastoreRepository;
import dev.kindred.datastore.spring.data.repository.Query;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Window;

public interface Books extends DatastoreRepository<Book, Long> {

    List<Book> findByTitleStartingWith(String prefix);

    @Fetch({"author", "publisher"})
    List<Book> findAllByOrderByTitle();

    @Fetch({"author.teacher", "chapters.by"})
    Page<Book> findAllByTitleStartingWithOrderByTitle(String prefix, Pageable page);

    @Fetch("author")
    Window<Book> findByTitleStartingWithOrderByTitle(String prefix, ScrollPosition position, Limit limit);

    @Fetch("author")
    Stream<Book> streamAllByTitleStartingWith(String prefix);

    @Fetch("author")
    @Query("SELECT * WHERE title >= @from ORDER BY title")
    List<Book> writtenFrom(String from);

    List<Book> findByAuthor(Author author);

    long countByAuthor(Ref<Author> author);

    List<Book> findByAuthorIn(Collection<Key> authors);

    List<Book> findByChaptersBy(Key author);
}
