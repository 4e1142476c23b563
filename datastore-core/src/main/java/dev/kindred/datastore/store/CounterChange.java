package dev.kindred.datastore.store;

/**
 * Numbers to add to a counter. Additions commute, so that commits which change one counter do not conflict over it.
 *
 * @param key which counter; not to be changed any more
 * @param deltas what to add to each of its numbers, negative to subtract; as many for all changes of one counter
 */
@SuppressWarnings("ArrayRecordComponent")
public record CounterChange(byte[] key, long[] deltas) {}
