package dev.kindred.datastore;

import dev.kindred.datastore.model.InvalidKeyException;
import dev.kindred.datastore.model.Key;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * What a datastore holds now. Each call looks at one snapshot of everything committed before it, and costs a seek for each namespace, kind, property and type of
 * value, however many entities there are; what lost its last entity is gone at once. Names are sorted by their UTF-8 bytes. Reserved kinds are never
 * listed. Immutable, safe for all threads.
 */
public interface Metadata {

    /**
     * The same in another namespace.
     *
     * @param name the namespace, empty for the default one
     * @return a view
     * @throws InvalidKeyException if the namespace is not valid
     */
    Metadata namespace(String name);

    /**
     * The namespaces of the application that have an entity, whatever namespace this view is of.
     *
     * @return a new list, the default namespace first, as the empty string
     */
    List<String> namespaces();

    /**
     * The kinds that have an entity in the namespace, with indexed properties or without.
     *
     * @return a new list
     */
    List<String> kinds();

    /**
     * The indexed properties of a kind in the namespace, dotted for embedded ones, with the names of the representations that their values have:
     * {@code NULL}, {@code INT64} (also for timestamps), {@code BOOLEAN}, {@code STRING} (also for byte strings and blob keys), {@code DOUBLE},
     * {@code POINT}, {@code REFERENCE} (a key).
     *
     * @param kind the kind
     * @return a new map; empty for an unknown kind
     */
    SortedMap<String, SortedSet<String>> kindProperties(String kind);

    /**
     * Keys that divide the entities of a kind in the namespace into parts of about equal size, for work that is done in parallel: the first part ends before the
     * first key, each of the others begins with one. Reads an index row for each entity, but no entities, and keeps a few hundred bytes a part.
     *
     * @param kind the kind
     * @param parts how many parts, at least 1
     * @return ascending keys: one fewer than parts, or fewer if there are fewer entities; the entities of two parts differ by a few percent
     * @throws IllegalArgumentException if parts is less than 1
     */
    List<Key> splitPoints(String kind, int parts);

    /**
     * How much there is of each kind, in all namespaces of the application: kept by every commit, so that asking costs a row for each kind. The first question to
     * a store that was filled by a version of the library without statistics counts its rows once, beside reads and writes of others, and takes as long
     * as reading them.
     *
     * @return a new list of all kinds that have entities, or index rows left, sorted by namespace and kind
     */
    List<KindStatistics> statistics();

    /**
     * How much there is of a kind in the namespace, as {@link #statistics()} has it.
     *
     * @param kind the kind
     * @return all zeros for an unknown kind
     */
    KindStatistics statistics(String kind);
}
