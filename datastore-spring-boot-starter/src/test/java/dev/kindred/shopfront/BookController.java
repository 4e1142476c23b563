package dev.kindred.shopfront;

import dev.kindred.datastore.model.GeoPoint;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.mapping.Ref;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import dev.kindred.shop.Book;
import dev.kindred.shop.BookRepository;
import java.util.List;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Window;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What the guide shows of Spring MVC. */
@RestController
public class BookController {

    private final BookRepository books;
    private final DatastoreOperations datastore;

    BookController(BookRepository books, DatastoreOperations datastore) {
        this.books = books;
        this.datastore = datastore;
    }

    // tag::window[]
    @GetMapping("/books")
    Window<Book> books(@RequestParam String state, ScrollPosition position) {
        return books.findByStateOrderByTitle(state, position, Limit.of(2));
    }
    // end::window[]

    // tag::page[]
    @GetMapping("/pages")
    List<Book> page(@RequestParam String state, Pageable page) {
        return books.findByState(state, page).getContent();
    }
    // end::page[]

    // tag::key[]
    @GetMapping("/books/{key}")
    Book book(@PathVariable Key key) {
        return datastore.getById(key, Book.class);
    }

    @GetMapping("/references/{book}")
    Loan loan(@PathVariable Ref<Book> book) {
        return new Loan(book, new GeoPoint(41.9, 12.5));
    }

    record Loan(Ref<Book> book, GeoPoint place) {}
    // end::key[]
}
