package dev.kindred.library;

import dev.kindred.delay.Delayed;
import org.springframework.stereotype.Component;

// tag::component[]
@Component
class Librarian {

    private final Readers readers;

    Librarian(Readers readers) {
        this.readers = readers;
    }

    // tag::method[]
    @Delayed("librarian.announce")
    public void announce(long bookId) {
        readers.tell(bookId);
    }
    // end::method[]
}
// end::component[]
