package dev.kindred.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A store of places that takes part in the race. Each method stands for one call of an application, transaction included: what it stores is
 * committed, in the durability that {@link #description()} names, when it returns.
 *
 * <p>All methods but {@link #open}, {@link #load} and {@link #close} may be called from several threads.
 */
public interface Contestant extends AutoCloseable {

    /** The most places that a query returns. */
    int QUERY_LIMIT = 20;

    /**
     * Opens an empty store.
     *
     * @param directory an existing, empty directory for all files
     */
    void open(Path directory);

    /** What runs here: versions, and the durability of a commit. Valid once open. */
    String description();

    /** Stores the places in batches and does what an administrator does after a large import, such as gathering statistics. */
    default void load(List<Place> places) {
        int batch = 500;
        for (int from = 0; from < places.size(); from += batch) {
            putBatch(places.subList(from, Math.min(from + batch, places.size())));
        }
    }

    /** Stores a place, which is new. */
    void put(Place place);

    /** Stores the places, which are new, in one transaction. */
    void putBatch(List<Place> places);

    /** Returns the place, or null if there is none. */
    @Nullable
    Place get(long id);

    /** Returns those of the places that exist, in any order, read by one call where there is one. */
    default List<Place> getAll(List<Long> ids) {
        return ids.stream().map(this::get).filter(Objects::nonNull).toList();
    }

    /** Reads the place, adds one to its population and to its visits and stores it, in one transaction. */
    void update(long id);

    /** Returns the {@value #QUERY_LIMIT} places of the country with the most inhabitants, the largest first. */
    List<Place> queryEqualitySorted(String country);

    /** Returns any {@value #QUERY_LIMIT} places of the country that have the feature, in any order. */
    List<Place> queryTwoEqualities(String country, String feature);

    /** Deletes the places with ids from {@code firstId}, inclusive, to {@code endId}, exclusive. Never measured. */
    void remove(long firstId, long endId);

    @Override
    void close();
}
