package dev.kindred.datastore;

import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.TaskFollowing;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import java.sql.Connection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads of one snapshot, taken at the beginning or, by an engine on a server, with the first read, and writes that become visible to others all at once with the commit. The transaction sees its own writes,
 * by key and in queries. Serializable: if anything it read, by key or by query, was changed by others before it commits, the commit fails with
 * {@link ConcurrentTransactionException}, unless it wrote nothing.
 *
 * <p>A transaction is active until it is committed, rolled back, or has failed; then every call but {@link #rollback} and {@link #close} throws
 * {@link IllegalStateException}. The first call after its time has run out, in all or since its last use, makes it fail and throws
 * {@link TransactionExpiredException}; the times are those of {@link TransactionOptions}. For one thread at a time.
 */
public interface Transaction extends EntityOperations, AutoCloseable {

    /** Where a transaction stands. */
    enum State {
        /** In use. */
        ACTIVE,
        /** Committed. */
        COMMITTED,
        /** Given up by its user. */
        ROLLED_BACK,
        /** Its commit failed, or its time ran out; nothing of it was applied, unless the commit's outcome is unknown. */
        FAILED
    }

    /**
     * Where the transaction stands.
     *
     * @return the state
     */
    State state();

    /**
     * The options it was begun with.
     *
     * @return the options
     */
    TransactionOptions options();

    /**
     * Stores tasks with this transaction: they exist if and only if it commits, and no worker sees them before.
     *
     * @param tasks waiting tasks
     * @throws IllegalStateException if the transaction is not active or read-only
     */
    void addTasks(List<TaskRow> tasks);

    /**
     * Stores a task with this transaction, in place of the waiting one of its queue with the same unique key, if there is one when the transaction commits. That one is gone then. Of several calls for one key in a
     * transaction the last counts. The commit throws {@link DuplicateTaskException} if the task with the key runs.
     *
     * @param task a waiting task with a unique key
     * @param following what is added in the same commit if another task is taken away
     * @throws IllegalArgumentException if the task has no unique key
     * @throws IllegalStateException if the transaction is not active or read-only
     */
    void replaceTask(TaskRow task, TaskFollowing following);

    /**
     * Finishes the task that is being run with this transaction, so that its effects and its end are one.
     *
     * @param lease the worker's right to finish it
     * @throws IllegalStateException if the transaction is not active or read-only
     */
    void completeTask(TaskLease lease);

    /**
     * Gives the task up that is being run: it becomes a dead letter with this transaction, together with what the transaction does about it.
     *
     * @param lease the worker's right to finish it
     * @param reason why it is given up
     * @param error the last error, for the operator, or null
     * @throws IllegalStateException if the transaction is not active or read-only
     */
    void buryTask(TaskLease lease, DeadTask.Reason reason, @Nullable String error);

    /**
     * Registers work for after a successful commit, on the committing thread, in order. An exception in it is logged and changes nothing.
     *
     * @param action what to do once, if the transaction commits
     */
    void afterCommit(Runnable action);

    /** How far the writes of a transaction had come. */
    interface Mark {}

    /**
     * Remembers the writes and tasks so far, so that later ones can be given up alone.
     *
     * @return a mark of this transaction
     */
    default Mark mark() {
        throw new UnsupportedOperationException("This transaction has no marks.");
    }

    /**
     * Gives up what was written, added or registered after a mark. What was read stays read. Does nothing to a transaction that has ended.
     *
     * @param mark of this transaction; can be used again
     */
    default void backTo(Mark mark) {
        throw new UnsupportedOperationException("This transaction has no marks.");
    }

    /**
     * The JDBC connection that the transaction runs on, for statements of the application's own: they are part of the transaction, and are committed or rolled back with it. The caller neither
     * commits nor rolls back nor closes the connection, and does not use it after the transaction.
     *
     * @return the connection, with auto-commit off
     * @throws UnsupportedOperationException if the store is not in a database
     * @throws IllegalStateException if the transaction is not active
     */
    default Connection connection() {
        throw new UnsupportedOperationException("This transaction runs on no JDBC connection.");
    }

    /**
     * Makes all writes visible and durable, or none.
     *
     * @throws ConcurrentTransactionException if something read was changed by others; nothing is changed
     * @throws EntityExistsException if an inserted entity exists; nothing is changed
     * @throws NoSuchEntityException if an updated entity does not exist; nothing is changed
     * @throws UnknownCommitException if the outcome is not known
     * @throws IllegalStateException if the transaction is not active
     */
    void commit();

    /** Gives all writes up. Does nothing if the transaction has ended. */
    void rollback();

    /** Rolls back if the transaction is still active. */
    @Override
    void close();
}
