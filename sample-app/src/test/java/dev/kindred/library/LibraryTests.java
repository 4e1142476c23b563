package dev.kindred.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionOperations;

/** What the README says, run. */
@SpringBootTest(webEnvironment = WebEnvironment.NONE)
@DirtiesContext
class LibraryTests {

    @TempDir
    static Path directory;

    @Autowired
    Library library;

    @Autowired
    Books books;

    @Autowired
    Readers readers;

    @Autowired
    TransactionOperations transactions;

    @DynamicPropertySource
    static void directory(DynamicPropertyRegistry properties) {
        properties.add(
                "kindred.datastore.embedded.path",
                () -> directory.resolve("data").toString());
    }

    @Test
    void bookIsFoundAndAnnouncedIfAndOnlyIfItIsStored() throws Exception {
        transactions.executeWithoutResult(transaction -> {
            library.add(new Book(null, "Lost", "Jane Austen", 400));
            transaction.setRollbackOnly();
        });
        Book emma = library.add(new Book(null, "Emma", "Jane Austen", 474));
        library.add(new Book(null, "Lady Susan", "Jane Austen", 80));

        assertThat(books.findByAuthorAndPagesGreaterThanEqualOrderByPagesDesc("Jane Austen", 300))
                .containsExactly(emma);
        List<Long> stored = books.findAll().stream().map(Book::id).toList();
        assertThat(stored).hasSize(2);
        assertThat(List.of(told(), told())).containsExactlyInAnyOrderElementsOf(stored);
        assertThat(readers.told).isEmpty();
    }

    private Long told() throws InterruptedException {
        return readers.told.poll(20, TimeUnit.SECONDS);
    }
}
