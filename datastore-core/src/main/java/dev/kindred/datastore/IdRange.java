package dev.kindred.datastore;

/**
 * A block of consecutive ids.
 *
 * @param low the first one
 * @param high the first one behind the block
 */
public record IdRange(long low, long high) {}
