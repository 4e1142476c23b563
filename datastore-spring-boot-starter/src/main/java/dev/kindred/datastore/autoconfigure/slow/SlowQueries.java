package dev.kindred.datastore.autoconfigure.slow;

import dev.kindred.datastore.FinishedQuery;
import dev.kindred.datastore.QueryObserver;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs each query that keeps the datastore at work for a time, in one line without values, and remembers the last {@value #KEPT} different ones. Safe for all
 * threads; a query that is not slow costs a comparison.
 */
public final class SlowQueries implements QueryObserver {

    /** How many different queries are remembered; the one that has not been slow for the longest time goes first. */
    public static final int KEPT = 100;

    static final int MAX_EXAMPLE_CHARACTERS = 1_000;

    private static final Logger log = LoggerFactory.getLogger(SlowQueries.class);

    private final Duration threshold;
    private final Clock clock;
    private final Map<String, SlowQuery> kept = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, SlowQuery> eldest) {
            return size() > KEPT;
        }
    };

    /**
     * Watches queries.
     *
     * @param threshold from when on a query is slow; 0 for never
     */
    public SlowQueries(Duration threshold) {
        this(threshold, Clock.systemUTC());
    }

    SlowQueries(Duration threshold, Clock clock) {
        this.threshold = threshold;
        this.clock = clock;
    }

    /**
     * Whether no query is slow.
     *
     * @return true for a threshold of 0
     */
    public boolean isOff() {
        return threshold.isZero();
    }

    /**
     * From when on a query is slow.
     *
     * @return the threshold; 0 for never
     */
    public Duration threshold() {
        return threshold;
    }

    /**
     * The slow queries that are remembered.
     *
     * @return a new list, the slowest first
     */
    public List<SlowQuery> slowest() {
        synchronized (kept) {
            return kept.values().stream()
                    .sorted(Comparator.comparing(SlowQuery::slowest).reversed().thenComparing(SlowQuery::gql))
                    .toList();
        }
    }

    @Override
    public void finished(FinishedQuery query) {
        if (isOff() || query.busy().compareTo(threshold) < 0) {
            return;
        }
        SlowQuery slow = new SlowQuery(
                query.shape(),
                query.query().kind(),
                1,
                query.busy(),
                clock.instant(),
                query.statistics().rowsRead(),
                query.statistics().resultsReturned(),
                advice(query),
                shortened(query.query().toString()));
        synchronized (kept) {
            kept.merge(slow.gql(), slow, SlowQuery::and);
        }
        log.warn(line(slow));
    }

    /** Results may be closed after their transaction: then there is no snapshot to plan with. */
    private static List<String> advice(FinishedQuery query) {
        try {
            return query.advice().stream().map(Object::toString).toList();
        } catch (RuntimeException noSnapshot) {
            log.debug("No advice for the slow query \"{}\".", query.shape(), noSnapshot);
            return List.of();
        }
    }

    static String line(SlowQuery slow) {
        return String.format(
                Locale.ROOT,
                "Slow query, %,d ms: %s; read %,d rows for %,d results%s",
                slow.slowest().toMillis(),
                slow.gql(),
                slow.rowsRead(),
                slow.resultsReturned(),
                slow.advice().isEmpty()
                        ? "."
                        : ". A composite index would help: " + String.join(" or ", slow.advice()) + ".");
    }

    private static String shortened(String text) {
        return text.length() <= MAX_EXAMPLE_CHARACTERS ? text : text.substring(0, MAX_EXAMPLE_CHARACTERS - 1) + "…";
    }
}
