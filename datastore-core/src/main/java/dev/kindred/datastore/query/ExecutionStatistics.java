package dev.kindred.datastore.query;

import java.time.Duration;
import java.util.Locale;

/**
 * What a run of a query has cost so far.
 *
 * @param indexRowsRead rows of indexes that were stepped over, wanted or not
 * @param entitiesRead entities that were read by key or by a scan of entities, from memory or disk
 * @param probes tests whether an index has a certain row
 * @param scansOpened ranges that were opened, each by a seek
 * @param resultsReturned results that were taken, or counted
 * @param peakRowsHeld the most rows that one step of the plan held in memory at a time, to sort them or to read their entities together
 * @param duration from the beginning of the run until its end, or until now
 */
public record ExecutionStatistics(
        long indexRowsRead,
        long entitiesRead,
        long probes,
        long scansOpened,
        long resultsReturned,
        int peakRowsHeld,
        Duration duration) {

    /**
     * All that was read, whatever it was: index rows, entities and probes.
     *
     * @return the sum
     */
    public long rowsRead() {
        return indexRowsRead + entitiesRead + probes;
    }

    /**
     * What one result costs: 1 for keys from one index, 2 for entities found by one index, more where candidates were passed over.
     *
     * @return rows read for each result returned; all of them if there was no result
     */
    public double rowsReadPerResult() {
        return (double) rowsRead() / Math.max(1, resultsReturned);
    }

    /** One line, to be read or pasted into a ticket. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%,d results in %,d µs: read %,d index rows, %,d entities, %,d probes by %,d scans; %.1f rows read per result, at most %,d held at a time",
                resultsReturned,
                duration.toNanos() / 1_000,
                indexRowsRead,
                entitiesRead,
                probes,
                scansOpened,
                rowsReadPerResult(),
                peakRowsHeld);
    }
}
