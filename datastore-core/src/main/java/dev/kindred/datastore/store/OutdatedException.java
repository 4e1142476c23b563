package dev.kindred.datastore.store;

/**
 * What the caller {@linkplain StorageTransaction#expect expected} of a mark does not hold: another process has changed what this one remembers. A read that throws it has told nothing, and the
 * transaction goes on; a commit that throws it has changed nothing.
 */
public final class OutdatedException extends StoreException {

    private final Mark mark;
    private final long actual;

    /**
     * Names the mark.
     *
     * @param mark which one
     * @param actual its state in the snapshot
     */
    public OutdatedException(Mark mark, long actual) {
        super(
                mark == Mark.CATALOG
                        ? "another process has changed what is indexed"
                        : "another process has reserved ids that may be among the new ones");
        this.mark = mark;
        this.actual = actual;
    }

    /**
     * Which mark it is.
     *
     * @return the mark
     */
    public Mark mark() {
        return mark;
    }

    /**
     * The state of the mark in the snapshot of the transaction.
     *
     * @return the state, older than the expected one if the snapshot is
     */
    public long actual() {
        return actual;
    }
}
