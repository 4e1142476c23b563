package dev.kindred.datastore.store;

import java.util.List;

/**
 * Everything one commit writes. An entity key is in {@code puts} or in {@code deletes}, once; an index row likewise.
 *
 * @param puts entity rows to write
 * @param deletes keys of entity rows to remove; absent ones are no error
 * @param indexPuts index rows to add; ones that exist are no error
 * @param indexDeletes index rows to remove; absent ones are no error
 * @param tasks task changes, in order
 * @param counters what to add to counters; they join no read set and conflict with nothing. One counter may come several times
 */
public record Changes(
        List<EntityPut> puts,
        List<byte[]> deletes,
        List<IndexRow> indexPuts,
        List<IndexRow> indexDeletes,
        List<TaskChange> tasks,
        List<CounterChange> counters) {

    /** No changes: committing them ends a transaction that only read, and tells whether what it read can be relied on. */
    public static final Changes NONE = new Changes(List.of(), List.of(), List.of(), List.of(), List.of());

    /**
     * Changes of no counters.
     *
     * @param puts see the record
     * @param deletes see the record
     * @param indexPuts see the record
     * @param indexDeletes see the record
     * @param tasks see the record
     */
    public Changes(
            List<EntityPut> puts,
            List<byte[]> deletes,
            List<IndexRow> indexPuts,
            List<IndexRow> indexDeletes,
            List<TaskChange> tasks) {
        this(puts, deletes, indexPuts, indexDeletes, tasks, List.of());
    }

    /**
     * Whether there is nothing to write.
     *
     * @return true if all lists are empty
     */
    public boolean isEmpty() {
        return puts.isEmpty()
                && deletes.isEmpty()
                && indexPuts.isEmpty()
                && indexDeletes.isEmpty()
                && tasks.isEmpty()
                && counters.isEmpty();
    }
}
