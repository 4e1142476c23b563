package dev.kindred.library;

// tag::component[]
import dev.kindred.delay.Delayed;
import org.springframework.stereotype.Component;

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
