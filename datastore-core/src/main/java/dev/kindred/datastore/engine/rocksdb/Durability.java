package dev.kindred.datastore.engine.rocksdb;

/** What a commit has outlived when it is answered. */
public enum Durability {
    /** A power cut: the commit is on the disk, as far as the disk tells the truth. Commits that wait together share one fsync. */
    FSYNC,
    /**
     * The end of this process, also by {@code kill -9}, but not a power cut or a crash of the system: those may take the last seconds of commits, never
     * one from the middle. Several times faster.
     */
    OS
}
