package dev.kindred.datastore.store;

import java.sql.Connection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads on one snapshot, then at most one commit. Its own changes are not seen: the caller buffers them until the commit. In
 * {@link TransactionMode#READ_WRITE} every key read and every range actually scanned joins the read set; the commit conflicts unless all can be thought to have run one after the other,
 * rows that appear in a scanned range included. An engine may be stricter, and conflict whenever something in the read set was changed after the snapshot. For one thread at a time.
 */
public interface StorageTransaction extends AutoCloseable {

    /**
     * The version of the snapshot: every commit up to it is seen. Of later ones those may be seen, each as a whole, that were in flight when the
     * snapshot was taken. It is taken at the beginning, or, where that saves a round trip, with the first call that looks at the store, of which this is one.
     *
     * @return at least 0
     * @throws StoreConflictException as all methods that read, if the engine finds here that the transaction cannot commit any more
     */
    long snapshotVersion();

    /**
     * A number for all that the snapshot has: greater than that of every snapshot that lacks a commit this one sees. Two that have the same number have the same rows. Unlike with {@link
     * #snapshotVersion()}, commits in flight that the snapshot does not see do not hold it back; so it may be greater than the versions of commits that are not seen.
     *
     * @return at least the version of the snapshot
     * @throws StoreConflictException as all methods that read, if the engine finds here that the transaction cannot commit any more
     */
    long stateVersion();

    /**
     * The same for calls that need not agree: each of them, a scan being one, may read a state of its own, committed and whole and no older than this transaction. For a caller that makes just
     * one: the way to a server that ends a transaction is saved.
     *
     * @return reads that end with this transaction, and are not closed; the transaction itself if there is nothing to save, and always in {@link TransactionMode#READ_WRITE}
     */
    default StorageTransaction apart() {
        return this;
    }

    /**
     * Whether the engine answers a {@link JoinedScan}. If not, the caller scans, probes and gets.
     *
     * @return false for an engine in this process, where a call costs nothing
     */
    default boolean joins() {
        return false;
    }

    /**
     * Scans index rows joined with others and with entities. All that is read joins the read set as if it had been read by the other methods.
     *
     * @param scan what to read
     * @return a scan for this thread; close it before the transaction
     * @throws StoreClosedException if the engine is closed, now or during the scan
     * @throws UnsupportedOperationException unless {@link #joins()}
     */
    default Scan<JoinedRow> scanJoined(JoinedScan scan) {
        throw new UnsupportedOperationException("This engine joins nothing.");
    }

    /**
     * Reads one entity row.
     *
     * @param key the encoded key; not to be changed any more, since the row may keep it
     * @return the row, or null if there is none
     * @throws StoreClosedException if the engine is closed
     */
    @Nullable
    EntityRow get(byte[] key);

    /**
     * Reads several entity rows, in one round trip where that matters.
     *
     * @param keys encoded keys in any order, doubles allowed; not to be changed any more
     * @return as many elements as keys, in their order, null where there is no row
     * @throws StoreClosedException if the engine is closed
     */
    List<@Nullable EntityRow> getAll(List<byte[]> keys);

    /**
     * Reads rows that the commit is about: those it will replace or remove, or leave because of what they are. It is {@link #getAll} to the caller; but an engine may ask at the commit whether they
     * are still the same, and conflict if they are not, instead of having them join the read set. Until then they may be younger than the snapshot.
     *
     * @param keys encoded keys in any order, doubles allowed; not to be changed any more
     * @return as many elements as keys, in their order, null where there is no row
     * @throws StoreClosedException if the engine is closed
     */
    default List<@Nullable EntityRow> getAllToReplace(List<byte[]> keys) {
        return getAll(keys);
    }

    /**
     * Scans entity rows by key.
     *
     * @param range from inclusive, to exclusive
     * @param direction ascending or descending by unsigned bytes
     * @param limit the most rows the caller will take, at least 1; a hint for batching
     * @return a scan for this thread; close it before the transaction
     * @throws StoreClosedException if the engine is closed, now or during the scan
     */
    Scan<EntityRow> scanEntities(ByteRange range, ScanDirection direction, int limit);

    /**
     * Scans index rows by prefix, then key.
     *
     * @param range from inclusive, to exclusive
     * @param direction ascending or descending by unsigned bytes
     * @param limit the most rows the caller will take, at least 1; a hint for batching
     * @return a scan for this thread; close it before the transaction
     * @throws StoreClosedException if the engine is closed, now or during the scan
     */
    Scan<IndexRow> scanIndex(IndexRange range, ScanDirection direction, int limit);

    /**
     * Tells which of some index rows exist, batched: the probe side of a merge join.
     *
     * @param rows complete rows in any order
     * @return as many elements as rows, in their order
     * @throws StoreClosedException if the engine is closed
     */
    boolean[] containsAll(List<IndexRow> rows);

    /**
     * Reads counters. They are those of the snapshot, exactly: what its commits added and nothing else. They join no read set.
     *
     * @param range keys of counters, from inclusive, to exclusive
     * @return those of which some number is not 0, by unsigned key
     * @throws StoreClosedException if the engine is closed
     */
    List<CounterRow> counters(ByteRange range);

    /**
     * The state of a mark in the snapshot. Joins the read set. Always 0 where the engine is not {@linkplain StorageEngine#sharing() shared}.
     *
     * @param mark the mark
     * @return a number that grows whenever the mark moves
     */
    default long mark(Mark mark) {
        return 0;
    }

    /**
     * Says in which state the caller's memory takes a mark to be. It is compared with the snapshot in the round trip of the next read, or of the commit, which throw an
     * {@link OutdatedException} instead of an answer if it is another one; once. Compares nothing where the engine is not {@linkplain StorageEngine#sharing() shared}.
     *
     * @param mark the mark
     * @param state what {@link #mark} returned once
     * @throws OutdatedException if an earlier read has found that it is another one
     */
    default void expect(Mark mark, long state) {}

    /**
     * Takes back what was {@linkplain #expect expected} of a mark and has not been compared yet.
     *
     * @param mark the mark
     */
    default void forget(Mark mark) {}

    /**
     * Has the commit move a mark on. Does nothing where the engine is not {@linkplain StorageEngine#sharing() shared}.
     *
     * @param mark the mark
     */
    default void move(Mark mark) {}

    /**
     * Applies all changes or none. The transaction is over afterwards, whatever comes back.
     *
     * @param changes entity rows, index rows, tasks and counters; each key at most once per list, counters excepted
     * @return committed, conflict, failed precondition, or unknown; nothing is changed unless it is committed or unknown
     * @throws OutdatedException if a mark is not in the {@linkplain #expect expected} state; nothing is changed then
     * @throws StoreException if the engine refuses writes, for example after a failed write to disk; nothing is changed then
     * @throws IllegalStateException in {@link TransactionMode#READ_ONLY}, or if the transaction is over
     */
    CommitResult commit(Changes changes);

    /**
     * The JDBC connection that the transaction runs on, for statements of the caller's own, which are part of it from now on: a commit without changes commits them. The caller neither
     * commits nor rolls back nor closes it, and does not use it after the transaction.
     *
     * @return the connection, with auto-commit off
     * @throws UnsupportedOperationException if the engine has none
     * @throws StoreException if there is no connection to be had
     */
    default Connection connection() {
        throw new UnsupportedOperationException("The transactions of this engine run on no JDBC connection.");
    }

    /** Ends the transaction without changes, and frees its snapshot. Does nothing if it is over. */
    @Override
    void close();
}
