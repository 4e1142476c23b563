package dev.kindred.datastore.copy;

/** Is told how far a copy has come. */
@FunctionalInterface
public interface CopyProgress {

    /** Tells nobody. */
    CopyProgress NONE = (step, done, expected) -> {};

    /** What is being done, in this order. */
    enum Step {
        /** Entities, and the dictionary. */
        ENTITIES,
        /** Index rows. */
        INDEX_ROWS,
        /** Tasks and dead letters. */
        TASKS,
        /** Both stores are read and compared. */
        COMPARING
    }

    /**
     * Something was done. Called often, on the thread that copies: it must be quick.
     *
     * @param step what is being done
     * @param done how many rows of the source are done in this step
     * @param expected about how many there are; 0 if nobody knows
     */
    void at(Step step, long done, long expected);
}
