package dev.kindred.datastore.store;

/** What a storage transaction may do. */
public enum TransactionMode {
    /** Reads one snapshot; records nothing, never conflicts, cannot commit. */
    READ_ONLY,
    /**
     * As {@link #READ_ONLY}, and the snapshot is one that some serial order of all writers explains. An engine on a server may have to wait for that with the first call that reads, as long
     * as writers go on that were there before. For what must be right as a whole, such as a report.
     */
    READ_SERIAL,
    /** Reads one snapshot, remembers what it read, and may commit once. */
    READ_WRITE,
    /**
     * Reads what is committed, alone among the transactions of this mode, and may commit once. For rows that are written in this mode only: where the engine takes rows for neighbours
     * that have nothing to do with each other, such a commit makes no transaction conflict that is open around it.
     */
    ALONE;

    /**
     * Whether it changes nothing.
     *
     * @return true if a transaction of this mode cannot commit changes
     */
    public boolean isReading() {
        return this == READ_ONLY || this == READ_SERIAL;
    }
}
