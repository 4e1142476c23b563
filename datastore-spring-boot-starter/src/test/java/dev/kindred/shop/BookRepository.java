package dev.kindred.shop;

import dev.kindred.datastore.spring.data.repository.DatastoreRepository;
import java.util.List;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Window;

public interface BookRepository extends DatastoreRepository<Book, Long> {

    List<Book> findByState(String state);

    // tag::window[]
    Window<Book> findByStateOrderByTitle(String state, ScrollPosition position, Limit limit);
    // end::window[]

    Page<Book> findByState(String state, Pageable page);
}
