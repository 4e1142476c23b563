package dev.kindred.datastore.codec;

import dev.kindred.datastore.model.Partition;

/**
 * The dictionary of a store: small numbers for partitions, kinds and property names, so that rows do not repeat them. Numbers are given once and never
 * change. Safe for all threads.
 */
public interface Names {

    /** The answer for a name that was never written. */
    int UNKNOWN = 0;

    /**
     * The number of a kind or property name.
     *
     * @param name the name
     * @return at least 1, or {@link #UNKNOWN} if nothing was ever stored under this name
     */
    int find(String name);

    /**
     * The number of a partition.
     *
     * @param partition application id and namespace
     * @return at least 1, or {@link #UNKNOWN} if nothing was ever stored in it
     */
    int find(Partition partition);

    /**
     * The name with a number.
     *
     * @param number what {@link #find(String)} returned once
     * @return the name
     * @throws CorruptRecordException if there is no such number
     */
    String name(int number);

    /**
     * The partition with a number.
     *
     * @param number what {@link #find(Partition)} returned once
     * @return the partition
     * @throws CorruptRecordException if there is no such number
     */
    Partition partition(int number);
}
