package dev.kindred.shop;

import dev.kindred.datastore.spring.data.repository.DatastoreRepository;
import java.util.List;

public interface BookRepository extends DatastoreRepository<Book, Long> {

    List<Book> findByState(String state);
}
