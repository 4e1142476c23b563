package dev.kindred.datastore;

import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Results that nobody can read on and nobody has closed. They hold a snapshot, and as long as one is held the engine keeps all that was deleted or replaced
 * since: forgetting one would fill the store for good. They are freed after a garbage collection instead, and a warning names the query.
 */
final class AbandonedResults {

    private static final Logger logger = LoggerFactory.getLogger(AbandonedResults.class);
    private static final Cleaner CLEANER = Cleaner.create();
    private static final AtomicLong abandoned = new AtomicLong();

    private AbandonedResults() {}

    /**
     * Watches an object until what it holds is released.
     *
     * @param results the holder
     * @param what the query, for the warning; must not lead to the holder
     * @param release what to do at most once; must not lead to the holder
     * @return releases now, in the caller's thread, and ends the watch
     */
    static Runnable watch(Object results, Object what, Runnable release) {
        Held held = new Held(what, release);
        Cleaner.Cleanable watched = CLEANER.register(results, held);
        return () -> {
            held.byReader = true;
            watched.clean();
        };
    }

    private static final class Held implements Runnable {

        private final Object what;
        private final Runnable release;
        private volatile boolean byReader;

        Held(Object what, Runnable release) {
            this.what = what;
            this.release = release;
        }

        @Override
        public void run() {
            if (byReader) {
                release.run();
                return;
            }
            long count = abandoned.incrementAndGet();
            if (Long.bitCount(count) == 1) {
                logger.warn(
                        "Results of \"{}\" were neither read to the end nor closed ({} such results since the start). Their snapshot is freed now; until then it"
                                + " kept deleted data in the store. Close results: try (QueryResults results = datastore.run(query)) { … }.",
                        what,
                        count);
            }
            try {
                release.run();
            } catch (RuntimeException e) {
                logger.debug("Abandoned results of \"{}\" could not be closed", what, e);
            }
        }
    }
}
