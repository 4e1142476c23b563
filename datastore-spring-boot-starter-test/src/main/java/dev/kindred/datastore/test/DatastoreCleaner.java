package dev.kindred.datastore.test;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.Metadata;
import dev.kindred.datastore.QueryResults;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.query.Query;
import java.util.ArrayList;
import java.util.List;

/**
 * Empties a store between tests that commit. A test that is rolled back leaves nothing and needs none. Safe for all threads.
 *
 * <pre>{@code
 * @AfterEach
 * void empty() {
 *     cleaner.deleteAll();
 * }
 * }</pre>
 */
public final class DatastoreCleaner {

    private static final int BATCH = 500;

    /** Of the kinds in which schedules, groups of tasks and secrets are kept. */
    private static final String OWN_PREFIX = "Kindred";

    private final Datastore datastore;

    /**
     * Cleans a store.
     *
     * @param datastore the store
     */
    public DatastoreCleaner(Datastore datastore) {
        this.datastore = datastore;
    }

    /**
     * Deletes all entities of all kinds in all namespaces of the application, in commits of up to 500. Outside of Spring: no callback, no event, no transaction that the caller has
     * begun. Deferred calls that wait stay, with what the library keeps about them in kinds of its own, whose names begin with {@code Kindred}; and so do ids that are taken: what is stored afterwards gets new ones.
     *
     * @return how many entities were deleted
     */
    public long deleteAll() {
        long deleted = 0;
        Metadata metadata = datastore.metadata();
        for (String namespace : metadata.namespaces()) {
            for (String kind : metadata.namespace(namespace).kinds()) {
                if (!kind.startsWith(OWN_PREFIX)) {
                    deleted += deleteAll(Query.kind(kind).namespace(namespace).keysOnly());
                }
            }
        }
        return deleted;
    }

    private long deleteAll(Query keys) {
        long deleted = 0;
        List<Key> batch = new ArrayList<>(BATCH);
        try (QueryResults results = datastore.run(keys)) {
            while (results.hasNext()) {
                batch.add(results.next().key());
                if (batch.size() == BATCH || !results.hasNext()) {
                    datastore.delete(batch);
                    deleted += batch.size();
                    batch.clear();
                }
            }
        }
        return deleted;
    }
}
