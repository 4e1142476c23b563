package dev.kindred.datastore.store;

/** What a storage transaction may do. */
public enum TransactionMode {
    /** Reads one snapshot; records nothing, never conflicts, cannot commit. */
    READ_ONLY,
    /** Reads one snapshot, remembers what it read, and may commit once. */
    READ_WRITE,
    /**
     * Reads what is committed, alone among the transactions of this mode, and may commit once. For rows that are written in this mode only: where the engine takes rows for neighbours
     * that have nothing to do with each other, such a commit makes no transaction conflict that is open around it.
     */
    ALONE
}
