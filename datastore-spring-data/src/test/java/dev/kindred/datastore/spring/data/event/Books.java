package dev.kindred.datastore.spring.data.event;

import dev.kindred.datastore.spring.data.repository.DatastoreRepository;
import java.util.List;

public interface Books extends DatastoreRepository<Book, Long> {

    List<Book> findByTitle(String title);

    long deleteByTitle(String title);
}
