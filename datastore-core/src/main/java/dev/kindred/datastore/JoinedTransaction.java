package dev.kindred.datastore;

/**
 * A part of a transaction that somebody else commits: that of a JDBC connection. Reads and writes are part of it. {@link #commit} is refused: the owner calls {@link #flush} just before it
 * commits, and says afterwards what became of it, on the thread that has used this.
 *
 * <p>If anything here fails on the connection, the whole transaction can only be rolled back; {@link #flush} throws then.
 */
public interface JoinedTransaction extends Transaction {

    /**
     * Writes what is buffered on the connection, to be committed by its owner. What is written after that goes to the connection at once.
     *
     * @throws ConcurrentTransactionException if others wrote the same
     * @throws EntityExistsException if an inserted entity exists
     * @throws NoSuchEntityException if an updated entity does not exist
     * @throws DuplicateTaskException if the queue has a task of a name
     * @throws IllegalStateException if the transaction is not active, or its isolation is not enough for the entities that it writes
     */
    void flush();

    /** Says that the owner has committed: workers are told of the tasks, and what was registered by {@link #afterCommit} runs. Does nothing if the transaction has ended. */
    void committed();

    /** Says that nobody knows whether the owner's commit was applied. Does nothing if the transaction has ended. */
    void unresolved();
}
