package dev.kindred.shop;

import dev.kindred.delay.Delayed;
import org.springframework.stereotype.Component;

@Component
public class Clerk {

    private final BookRepository books;

    Clerk(BookRepository books) {
        this.books = books;
    }

    @Delayed("book.review")
    public void review(long id) {
        books.findById(id).ifPresent(book -> books.save(new Book(id, book.title(), "reviewed")));
    }
}
