package dev.kindred.atlas;

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

    private @Nullable Mark first;
    private @Nullable Mark last;

    @TransactionalEventListener
    public synchronized void advanced(ImportStatus status) {
        Mark now = new Mark(System.nanoTime(), status.done());
        if (first == null || last == null) {
            first = now;
            last = now;
        }
        if (!status.running()) {
            log.info("All {} places are here", number(status.total()));
        } else if (now.since(last).compareTo(INTERVAL) >= 0) {
            long perSecond = Math.max(1, now.perSecond(first));
            int left = status.total() - status.done();
            log.info(
                    "Imported {} of {} places, {} a second, {} s left",
                    number(status.done()),
                    number(status.total()),
                    number(perSecond),
                    number((left + perSecond - 1) / perSecond));
            last = now;
        }
    }

    static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private record Mark(long nanos, int done) {

        Duration since(Mark earlier) {
            return Duration.ofNanos(nanos - earlier.nanos);
        }

        long perSecond(Mark earlier) {
            return (done - earlier.done) * 1_000_000_000L / Math.max(1, nanos - earlier.nanos);
        }
    }
}
