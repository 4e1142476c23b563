package dev.kindred.datastore.store;

/**
 * A counter as of one snapshot. The arrays must not be changed.
 *
 * @param key which counter
 * @param values its numbers: the sums of all that was added
 */
@SuppressWarnings("ArrayRecordComponent")
public record CounterRow(byte[] key, long[] values) {}
