package dev.kindred.datastore.store;

/**
 * One index row: two columns and nothing else. Kept apart so that a relational engine can join on the second. The arrays must not be changed.
 *
 * @param prefix the index and the value; no prefix in a store is the beginning of another
 * @param key the encoded key of the entity, as in {@link EntityRow#key()}
 */
@SuppressWarnings("ArrayRecordComponent")
public record IndexRow(byte[] prefix, byte[] key) {}
