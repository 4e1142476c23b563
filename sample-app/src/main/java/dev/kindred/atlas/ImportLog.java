package dev.kindred.atlas;

import dev.kindred.atlas.PlaceImport.BatchStored;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/** Writes now and then how far the import is, once that is committed. */
@Component
class ImportLog {

    private static final Logger log = LoggerFactory.getLogger(ImportLog.class);
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final PlaceImport places;
    private @Nullable Mark last;

    ImportLog(PlaceImport places) {
        this.places = places;
    }

    @TransactionalEventListener
    public void begun(ImportStart.Begun begun) {
        log.info("First start: importing {} places", number(begun.total()));
    }

    @TransactionalEventListener(BatchStored.class)
    public synchronized void advanced() {
        long now = System.nanoTime();
        if (last == null) {
            last = new Mark(now, places.status().done());
        } else if (now - last.nanos >= INTERVAL.toNanos()) {
            ImportStatus status = places.status();
            log.info(
                    "Imported {} of {} places, {} a second",
                    number(status.done()),
                    number(status.total()),
                    number((status.done() - last.done) * 1_000_000_000L / (now - last.nanos)));
            last = new Mark(now, status.done());
        }
    }

    static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private record Mark(long nanos, int done) {}
}
