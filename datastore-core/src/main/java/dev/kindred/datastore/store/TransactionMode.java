package dev.kindred.datastore.store;

/** What a storage transaction may do. */
public enum TransactionMode {
    /** Reads one snapshot; records nothing, never conflicts, cannot commit. */
    READ_ONLY,
    /** Reads one snapshot, remembers what it read, and may commit once. */
    READ_WRITE
}
