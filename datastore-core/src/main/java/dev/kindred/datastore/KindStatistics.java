package dev.kindred.datastore;

/**
 * How much there is of a kind in a namespace. Bytes are those the datastore hands to its engine: without what the engine adds to a row, and before it compresses.
 *
 * @param namespace the namespace, empty for the default one
 * @param kind the kind
 * @param entities how many entities
 * @param entityBytes the bytes of their keys and properties
 * @param indexRows how many index rows they have: one for the kind, one for each indexed value, and those of composite indexes, which may outlive
 *     their entities until an index that is no longer declared is built again
 * @param indexBytes the bytes of these rows
 */
public record KindStatistics(
        String namespace, String kind, long entities, long entityBytes, long indexRows, long indexBytes) {}
