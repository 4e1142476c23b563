package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.spring.data.mapping.DatastorePersistentProperty;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches for references that are loaded one by one, and warns of each who causes it once. Safe for all threads. */
final class SingleLookups {

    static final int DEFAULT_THRESHOLD = 10;

    private static final Logger log = LoggerFactory.getLogger(DatastoreTemplate.class);

    /** So many different ones are not to be expected, except where a program makes up names. */
    private static final int MOST_WARNINGS = 1_000;

    private final Set<String> warned = ConcurrentHashMap.newKeySet();
    private volatile int threshold = DEFAULT_THRESHOLD;

    void setThreshold(int lookups) {
        threshold = lookups;
    }

    /** A counter for the results of one call. */
    Counter of(FetchPlan plan, Class<?> type) {
        String origin = plan.origin();
        return new Counter(origin == null ? "A query for " + type.getSimpleName() : origin);
    }

    final class Counter {

        private final String origin;
        private final AtomicInteger lookups = new AtomicInteger();

        private Counter(String origin) {
            this.origin = origin;
        }

        void count(DatastorePersistentProperty field) {
            int limit = threshold;
            if (lookups.incrementAndGet() == limit + 1
                    && limit > 0
                    && warned.size() < MOST_WARNINGS
                    && warned.add(origin)) {
                log.warn(
                        "{} has led to more than {} lookups of one reference each, the last by field \"{}\" of {}. Load them all at once: with @Fetch(\"{}\") on the repository's method, @Fetch on the field, or a FetchPlan. "
                                + "This is said once for each method.",
                        origin,
                        limit,
                        field.getName(),
                        field.getOwner().getType().getSimpleName(),
                        field.getName());
            }
        }
    }
}
