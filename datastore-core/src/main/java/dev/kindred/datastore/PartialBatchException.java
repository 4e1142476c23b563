package dev.kindred.datastore;

import dev.kindred.datastore.model.DatastoreException;
import dev.kindred.datastore.model.Key;
import java.util.List;
import java.util.Locale;

/**
 * A put or a delete that was too large for one commit stopped between two of its commits: the first positions of the list are done, the others are not. The cause
 * says why. To go on, call again with the rest of the list, from {@link #done()} on.
 */
public final class PartialBatchException extends DatastoreException {

    private final int total;
    private final int uncertain;
    private final transient List<Key> keys;

    /**
     * Reports how far a batch came.
     *
     * @param total how long the list was
     * @param uncertain how many positions after those that are done may be done or not
     * @param keys the keys of what is done, from the beginning of the list
     * @param cause why the next commit failed
     */
    public PartialBatchException(int total, int uncertain, List<Key> keys, RuntimeException cause) {
        super(
                String.format(
                        Locale.ROOT,
                        "Of %,d entities the first %,d are stored or deleted durably, %s the others are not: %s",
                        total,
                        keys.size(),
                        uncertain == 0 ? "and" : "the next " + uncertain + " perhaps, and",
                        cause.getMessage()),
                cause);
        this.total = total;
        this.uncertain = uncertain;
        this.keys = keys;
    }

    /**
     * How many positions from the beginning of the list are done.
     *
     * @return more than 0 and less than {@link #total()}
     */
    public int done() {
        return keys.size();
    }

    /**
     * How many positions after those may be done or not: some if the cause is an {@link UnknownCommitException}.
     *
     * @return 0 if it is known that all others are not done
     */
    public int uncertain() {
        return uncertain;
    }

    /**
     * How long the list was.
     *
     * @return its size
     */
    public int total() {
        return total;
    }

    /**
     * The keys of what is done.
     *
     * @return complete keys, in order, {@link #done()} of them
     */
    public List<Key> keys() {
        return keys;
    }
}
