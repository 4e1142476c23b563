package dev.kindred.datastore.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A place where entities, index rows and tasks live. An engine is made closed and touches nothing; it opens with {@link #open()} or at its first
 * use, can be closed, and can be opened again by {@link #open()} only: a straggler that uses it after it was closed must not take the files back. All methods may be called by any thread.
 *
 * <p>Commits are serializable: the outcome is as if all read-write transactions had run one after the other, phantoms included. Pure readers never
 * conflict and never wait for writers. A commit that was answered with {@link CommitResult.Committed} survives what the engine's durability
 * setting promises.
 */
public interface StorageEngine extends AutoCloseable {

    /**
     * Opens the engine. Does nothing if it is open.
     *
     * @throws StoreException if it cannot be opened: the directory is in use, not writable, damaged, or of a newer format; nothing is changed then
     */
    void open();

    /**
     * Whether the engine is open now.
     *
     * @return false before the first use and after {@link #close()}
     */
    boolean isOpen();

    /**
     * Begins a transaction on one consistent snapshot of everything committed so far. Opens the engine if it was never opened.
     *
     * @param mode what it may do
     * @return a transaction for one thread at a time; close it
     * @throws StoreException if the engine cannot be opened
     * @throws StoreClosedException if it was closed and not opened again
     */
    StorageTransaction begin(TransactionMode mode);

    /**
     * Begins a read-only transaction on the state of a past moment: it sees every commit that was answered before the moment, and none that was begun at it or
     * later. All transactions on one moment see the same state. An engine need not be able to, and keeps states only if it is told to, for some moments.
     *
     * @param readTime the moment
     * @return a transaction for one thread at a time; close it
     * @throws ReadTimeUnavailableException if the engine does not have this state; it says which it has
     * @throws StoreException if the engine cannot be opened
     * @throws StoreClosedException if it was closed and not opened again
     */
    default StorageTransaction beginAt(Instant readTime) {
        throw new ReadTimeUnavailableException(
                "The state of " + readTime + " cannot be read: this engine has no past states.", readTime, null, null);
    }

    /**
     * The task side of the store.
     *
     * @return always the same object; using it opens the engine if it was never opened
     */
    TaskStorage tasks();

    /**
     * The processes that share the store. Where there can be several, what one remembers of the store has to be checked against it: see {@link Mark}.
     *
     * @return always the same; null if the store is this process's alone while it is open
     */
    default @Nullable Sharing sharing() {
        return null;
    }

    /**
     * What an operator wants to know.
     *
     * @return the state now; cheap, never opens the engine
     */
    EngineStatus status();

    /**
     * Closes the engine: waits for commits in flight, releases files and locks. Open transactions fail at their next use. Does nothing if it is
     * closed.
     */
    @Override
    void close();
}
