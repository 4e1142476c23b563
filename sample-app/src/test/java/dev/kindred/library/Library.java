package dev.kindred.library;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

// tag::service[]
@Service
class Library {

    private final Books books;
    private final Librarian librarian;

    Library(Books books, Librarian librarian) {
        this.books = books;
        this.librarian = librarian;
    }

    // tag::transaction[]
    @Transactional
    public Book add(Book book) {
        Book stored = books.save(book);
        librarian.announce(stored.id());
        return stored;
    }
    // end::transaction[]
}
// end::service[]
