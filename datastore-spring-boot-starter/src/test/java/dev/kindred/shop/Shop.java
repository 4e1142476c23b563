package dev.kindred.shop;

import java.util.Objects;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
public class Shop {

    private final BookRepository books;
    private final Clerk clerk;

    Shop(BookRepository books, Clerk clerk) {
        this.books = books;
        this.clerk = clerk;
    }

    @Transactional
    public long add(String title) {
        long id =
                Objects.requireNonNull(books.save(new Book(null, title, "new")).id());
        clerk.review(id);
        return id;
    }

    @Transactional
    public void addAndFail(String title) {
        add(title);
        throw new IllegalStateException("on purpose");
    }
}
