package dev.kindred.datastore.autoconfigure.slow;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of the slow runs of one query, whatever the values it compared with.
 *
 * @param gql the query with {@code ?} for each value
 * @param kind the kind, null for a query without one
 * @param runs how many of its runs were slow
 * @param slowest how long the datastore was at work in the slowest
 * @param last when the last slow run ended
 * @param rowsRead rows read in the slowest
 * @param resultsReturned results of the slowest
 * @param advice composite indexes that would help, such as {@code City(country, -population)}; none if none would
 * @param example the slowest run's query with its values, at most {@value SlowQueries#MAX_EXAMPLE_CHARACTERS} characters of it; they may be confidential
 */
public record SlowQuery(
        String gql,
        @Nullable String kind,
        long runs,
        Duration slowest,
        Instant last,
        long rowsRead,
        long resultsReturned,
        List<String> advice,
        String example) {

    /**
     * Copies the advice.
     *
     * @param gql see the record
     * @param kind see the record
     * @param runs see the record
     * @param slowest see the record
     * @param last see the record
     * @param rowsRead see the record
     * @param resultsReturned see the record
     * @param advice see the record
     * @param example see the record
     */
    public SlowQuery {
        advice = List.copyOf(advice);
    }

    /** Of two that are the same query: the slower one, with the runs of both. */
    SlowQuery and(SlowQuery later) {
        SlowQuery slower = later.slowest.compareTo(slowest) > 0 ? later : this;
        return new SlowQuery(
                gql,
                kind,
                runs + later.runs,
                slower.slowest,
                later.last,
                slower.rowsRead,
                slower.resultsReturned,
                later.advice,
                slower.example);
    }
}
