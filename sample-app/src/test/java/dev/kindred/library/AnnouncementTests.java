package dev.kindred.library;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.test.DatastoreCleaner;
import dev.kindred.datastore.test.autoconfigure.AutoConfigureTestDatastore;
import dev.kindred.delay.DelayOperations;
import dev.kindred.delay.test.DelayTester;
import dev.kindred.delay.test.autoconfigure.AutoConfigureDelayTester;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

// tag::tester[]
@SpringBootTest(webEnvironment = WebEnvironment.NONE)
@AutoConfigureTestDatastore
@AutoConfigureDelayTester
class AnnouncementTests {

    @Autowired
    Library library;

    @Autowired
    Readers readers;

    @Autowired
    DelayTester tester;

    // end::tester[]
    @Autowired
    Librarian librarian;

    @Autowired
    DelayOperations delay;

    @Autowired
    DatastoreCleaner cleaner;

    @AfterEach
    void empty() {
        cleaner.deleteAll();
        readers.told.clear();
    }

    // tag::tester[]
    @Test
    void newBookIsAnnouncedOnce() {
        Book emma = library.add(new Book(null, "Emma", "Jane Austen", 474));

        assertThat(tester)
                .enqueued("librarian.announce")
                .withArguments(emma.id())
                .once();
        assertThat(readers.told).isEmpty();

        tester.runDueOrThrow();

        assertThat(readers.told).containsExactly(emma.id());
    }
    // end::tester[]

    // tag::clock[]
    @Test
    void announcementWaitsForItsTime() {
        delay.in(Duration.ofMinutes(5)).call(() -> librarian.announce(17));

        assertThat(tester)
                .enqueued("librarian.announce")
                .dueIn(Duration.ofMinutes(5))
                .once();
        assertThat(tester.runDue().count()).isZero();
        assertThat(tester.advance(Duration.ofMinutes(5)).runDue().done()).hasSize(1);
    }
    // end::clock[]
    // tag::tester[]
}
// end::tester[]
