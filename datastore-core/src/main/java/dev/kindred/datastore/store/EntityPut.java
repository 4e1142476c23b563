package dev.kindred.datastore.store;

/**
 * An entity row to write. The arrays must not be changed any more: an engine may keep them.
 *
 * @param key the encoded key
 * @param record the encoded properties; the engine keeps the version of the commit beside them
 * @param precondition what must hold at the commit, else nothing of it is done
 */
@SuppressWarnings("ArrayRecordComponent")
public record EntityPut(byte[] key, byte[] record, Precondition precondition) {

    /** What must hold for a row when it is written. Checked as part of the commit, so that nobody can come between. */
    public sealed interface Precondition {

        /** Nothing need hold. */
        Precondition NONE = new None();
        /** The row must not exist. */
        Precondition ABSENT = new Absent();
        /** The row must exist. */
        Precondition PRESENT = new Present();

        /** Nothing need hold. */
        record None() implements Precondition {}

        /** The row must not exist. */
        record Absent() implements Precondition {}

        /** The row must exist. */
        record Present() implements Precondition {}

        /**
         * The row must have been written last by the commit with this version.
         *
         * @param version the version of that commit; 0 if the row must not exist
         */
        record HasVersion(long version) implements Precondition {}
    }
}
