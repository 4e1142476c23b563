package dev.kindred.datastore.store;

/**
 * A queue at one moment.
 *
 * @param waiting tasks stored and not running, due or not
 * @param running tasks claimed and not finished
 * @param dead tasks given up
 * @param oldestEta the eta of the first waiting task in microseconds since 1970, or -1 if none waits
 */
public record QueueStatistics(long waiting, long running, long dead, long oldestEta) {}
