package dev.kindred.library;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.springframework.stereotype.Component;

/** Remember what they were told. */
// tag::component[]
@Component
class Readers {

    // end::component[]
    final BlockingQueue<Long> told = new LinkedBlockingQueue<>();

    // tag::component[]
    void tell(long bookId) {
        System.out.println("New in the library: book " + bookId);
        // end::component[]
        told.add(bookId);
        // tag::component[]
    }
}
// end::component[]
