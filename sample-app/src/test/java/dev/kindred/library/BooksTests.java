package dev.kindred.library;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.test.autoconfigure.DataDatastoreTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

// tag::slice[]
@DataDatastoreTest
class BooksTests {

    @Autowired
    Books books;

    @Test
    void longBooksOfAnAuthorComeLongestFirst() {
        Book emma = books.save(new Book(null, "Emma", "Jane Austen", 474));
        Book persuasion = books.save(new Book(null, "Persuasion", "Jane Austen", 249));
        books.save(new Book(null, "Lady Susan", "Jane Austen", 80));
        books.save(new Book(null, "Middlemarch", "George Eliot", 880));

        assertThat(books.findByAuthorAndPagesGreaterThanEqualOrderByPagesDesc("Jane Austen", 200))
                .containsExactly(emma, persuasion);
    }
}
// end::slice[]
