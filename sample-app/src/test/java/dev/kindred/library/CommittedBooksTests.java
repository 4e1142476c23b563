package dev.kindred.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Explanation;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import dev.kindred.datastore.test.DatastoreCleaner;
import dev.kindred.datastore.test.autoconfigure.DataDatastoreTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

// tag::committed[]
@DataDatastoreTest
@Transactional(propagation = Propagation.NOT_SUPPORTED)
class CommittedBooksTests {

    @Autowired
    Books books;

    @Autowired
    DatastoreCleaner cleaner;

    // end::committed[]
    @Autowired
    DatastoreOperations datastore;

    // tag::committed[]
    @BeforeEach
    void fixture() {
        books.save(new Book(1L, "Emma", "Jane Austen", 474));
    }

    @AfterEach
    void empty() {
        cleaner.deleteAll();
    }

    @Test
    void transactionThatFailsStoresNothing() {
        assertThatIllegalStateException()
                .isThrownBy(() -> datastore.performTransaction(transaction -> {
                    books.save(new Book(2L, "Lost", "Jane Austen", 400));
                    throw new IllegalStateException("changed my mind");
                }));

        assertThat(books.findAll()).extracting(Book::title).containsExactly("Emma");
    }
    // end::committed[]

    // tag::plan[]
    @Test
    void searchByAuthorReadsOneIndexAndNoMore() {
        Query query = datastore.query(Book.class).toQuery().filter("author", Operator.EQUAL, Value.of("Jane Austen"));

        Explanation plan = datastore.getDatastore().explain(query);

        assertThat(plan.advice()).isEmpty();
        assertThat(datastore.getDatastore().analyze(query).statistics().rowsReadPerResult())
                .isLessThanOrEqualTo(2);
    }
    // end::plan[]
    // tag::committed[]
}
// end::committed[]
