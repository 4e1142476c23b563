package dev.kindred.datastore.engine.ordered;

import dev.kindred.datastore.store.CommitResult;
import dev.kindred.datastore.store.EntityPut;
import org.jspecify.annotations.Nullable;

/**
 * What a commit relies on without having read it in its snapshot. The newest state is looked up before the commit queues, outside of the leader's
 * time; the leader only has to know whether the row was written since.
 */
interface Expectation {

    /** The key of the row. */
    byte[] row();

    /** A version whose effects the look-up saw, perhaps with later ones. */
    long observedAt();

    /**
     * Judges.
     *
     * @param changed null if the row was not written since the look-up; 0 if it was deleted; else the version that wrote it
     * @return null if all is well, else why the commit fails
     */
    @Nullable
    CommitResult check(@Nullable Long changed);

    /** A task's name that must be free: absent, or a tombstone whose time is over. */
    @SuppressWarnings("ArrayRecordComponent")
    record NameFree(String queue, String name, byte[] row, long observedAt, boolean taken) implements Expectation {

        @Override
        public @Nullable CommitResult check(@Nullable Long changed) {
            boolean nowTaken = changed == null ? taken : changed != 0;
            return nowTaken ? new CommitResult.DuplicateTask(queue, name) : null;
        }
    }

    /** A row that must be as it was. */
    @SuppressWarnings("ArrayRecordComponent")
    record Unchanged(byte[] row, long observedAt) implements Expectation {

        @Override
        public @Nullable CommitResult check(@Nullable Long changed) {
            return changed == null ? null : new CommitResult.Conflict("A row was changed in the meantime");
        }
    }

    /** A precondition of an entity put. */
    @SuppressWarnings("ArrayRecordComponent")
    record EntityState(byte[] key, byte[] row, long observedAt, long observed, EntityPut.Precondition precondition)
            implements Expectation {

        @Override
        public @Nullable CommitResult check(@Nullable Long changed) {
            long version = changed == null ? observed : changed;
            boolean holds = precondition instanceof EntityPut.Precondition.Absent
                    ? version == 0
                    : precondition instanceof EntityPut.Precondition.Present
                            ? version != 0
                            : !(precondition instanceof EntityPut.Precondition.HasVersion expected)
                                    || version == expected.version();
            return holds ? null : new CommitResult.PreconditionFailed(key, version);
        }
    }
}
