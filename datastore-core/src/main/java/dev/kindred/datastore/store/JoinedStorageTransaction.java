package dev.kindred.datastore.store;

/**
 * A part of a transaction that somebody else commits. Changes are written when they are told, may be written several times, and are seen by reads from then on. {@link #commit} is refused.
 */
public interface JoinedStorageTransaction extends StorageTransaction {

    /**
     * Makes sure that the owner's transaction is serializable, before the owner runs a statement and it cannot be made so any more: for somebody who buffers a write of entities.
     *
     * @throws IsolationTooLowException if it is not, and has run statements; nothing is changed then
     * @throws StoreException if the connection cannot be used
     */
    void isolate();

    /**
     * Writes changes on the connection, for its owner to commit. Whatever is answered but {@link CommitResult.Committed} has made the owner's transaction unusable: it can only be rolled back.
     *
     * @param changes as for {@link #commit}
     * @return committed if they are written, with the version they will have; never unknown
     * @throws StoreException if the store cannot be used; the owner's transaction can only be rolled back
     * @throws IllegalStateException in {@link TransactionMode#READ_ONLY}, if the transaction is over, or if the isolation of the owner's transaction does not do; nothing is written then
     */
    CommitResult write(Changes changes);

    /** Says that the owner has committed, or may have: workers are told of the tasks. Close it afterwards. */
    void committed();

    /** Ends this part. The owner's transaction stays as it is. */
    @Override
    void close();
}
