package dev.kindred.datastore.store;

/** Which end of a range comes first. */
public enum ScanDirection {
    /** From the smallest on. */
    ASCENDING,
    /** From the greatest on. */
    DESCENDING
}
