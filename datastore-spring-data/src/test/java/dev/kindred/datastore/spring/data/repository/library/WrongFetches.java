package dev.kindred.datastore.spring.data.repository.library;

import dev.kindred.datastore.spring.data.mapping.Fetch;
import dev.kindred.datastore.spring.data.repository.DatastoreRepository;
import java.util.List;

public interface WrongFetches extends DatastoreRepository<Book, Long> {

    @Fetch({"autor", "author.age", "title"})
    List<Book> findByTitle(String title);

    List<Book> findByAuthorName(String name);

    @Override
    @Fetch("author")
    List<Book> findAll();
}
