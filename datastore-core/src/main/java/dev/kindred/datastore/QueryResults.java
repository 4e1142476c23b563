package dev.kindred.datastore;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.query.Cursor;
import dev.kindred.datastore.query.ExecutionStatistics;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The results of a query, read as they are taken. Outside a transaction they hold a snapshot until they are closed or read to the end, and the engine keeps
 * what was deleted since. Results that were forgotten are closed some time after the garbage collector found them, with a warning. For one thread.
 */
public interface QueryResults extends Iterator<Entity>, AutoCloseable {

    /**
     * The place after the last result taken, from where the same query can go on at any later time. Before the first it is the place after the
     * skipped rows; after the last, results added behind it later are found.
     *
     * @return the cursor
     */
    Cursor cursor();

    /**
     * What the run has cost so far. Reading is ahead of taking: entities come in batches, and {@link #hasNext()} looks for a result.
     *
     * @return the statistics until now, or of the whole run if it has ended
     */
    ExecutionStatistics statistics();

    /** Frees the snapshot. Does nothing if it is free. */
    @Override
    void close();

    /**
     * Takes all results that are left, and closes.
     *
     * @return the results in order; all of them in memory, so give the query a limit where there may be many
     */
    default List<Entity> toList() {
        try (this) {
            List<Entity> all = new ArrayList<>();
            forEachRemaining(all::add);
            return all;
        }
    }
}
