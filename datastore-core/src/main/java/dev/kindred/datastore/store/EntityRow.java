package dev.kindred.datastore.store;

/**
 * An entity as an engine returns it. The arrays belong to the engine: they must not be changed, and stay as they are.
 *
 * @param key the encoded key
 * @param record the encoded properties, as they were put
 * @param version the version of the commit that wrote the row
 */
@SuppressWarnings("ArrayRecordComponent")
public record EntityRow(byte[] key, byte[] record, long version) {}
