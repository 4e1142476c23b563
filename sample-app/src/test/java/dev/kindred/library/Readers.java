package dev.kindred.library;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.springframework.stereotype.Component;

/** Remember what they were told. */
@Component
class Readers {

    final BlockingQueue<Long> told = new LinkedBlockingQueue<>();

    void tell(long bookId) {
        told.add(bookId);
    }
}
