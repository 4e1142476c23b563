package dev.kindred.datastore;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.InvalidKeyException;
import dev.kindred.datastore.model.InvalidValueException;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Limits;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.query.Gql;
import dev.kindred.datastore.query.GqlBindings;
import dev.kindred.datastore.query.InvalidQueryException;
import dev.kindred.datastore.store.TaskStorage;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A store of entities: what a Go or Java developer knows from App Engine. Calls made directly on it stand for themselves: a read sees everything committed
 * before it, a write is committed, durably, when it returns, and is repeated by itself when it collides with others. {@link #runInTransaction} makes
 * several calls one.
 *
 * <p>Safe for all threads. Opens its storage at first use.
 */
public interface Datastore extends EntityOperations {

    /**
     * The application id and the namespace that new keys and queries get by default.
     *
     * @return where {@code partition().key("City", 17)} makes a key of this datastore
     */
    Partition partition();

    /**
     * Stores several entities. What fits one commit, about 10 MiB ({@link Limits#MAX_TRANSACTION_BYTES}), is stored all or none; a larger list is divided over several
     * commits, in its order, each of which is all or none. Whatever is wrong with any entity is found before the first is stored. Of several with one key the last
     * wins.
     *
     * @param entities the entities
     * @return their complete keys, in order
     * @throws InvalidKeyException if a key is of another application; nothing is stored then
     * @throws InvalidValueException if an entity breaks a limit; nothing is stored then
     * @throws PartialBatchException if a commit failed after others had succeeded; it says how far the list is stored
     */
    @Override
    List<Key> put(List<Entity> entities);

    /**
     * Removes entities. Keys that fit one commit, about 10 MiB, are removed all or none; more are divided over several commits, in their order. Absent ones are no
     * error. Descendants stay.
     *
     * @param keys complete keys
     * @throws InvalidKeyException if a key is incomplete or of another application; nothing is removed then
     * @throws PartialBatchException if a commit failed after others had succeeded; it says how many of the keys are removed
     */
    @Override
    void delete(Collection<Key> keys);

    /**
     * Runs a query written in GQL on one snapshot. In a transaction, or for COUNT, SUM and AVG, bind {@link Gql#parse(String) what was read} and run that.
     *
     * @param gql a statement for rows
     * @param bindings what its bindings stand for; unless they say where it is at home, that is {@link #partition()}
     * @return its results; close them, or read them to the end
     * @throws InvalidQueryException if it is not GQL, a binding does not fit, or the query breaks a rule
     */
    default QueryResults run(String gql, GqlBindings bindings) {
        return run(Gql.parse(gql).asQuery(bindings.partition() == null ? bindings.in(partition()) : bindings));
    }

    /**
     * Begins a transaction by hand. Prefer {@link #runInTransaction}, which also retries.
     *
     * @param options what it may do and for how long
     * @return the transaction; commit or roll back, and close it
     * @throws dev.kindred.datastore.store.ReadTimeUnavailableException if the engine does not have the state of the options' read time
     */
    Transaction begin(TransactionOptions options);

    /**
     * Runs work in a transaction, commits, and runs it again from the beginning if it conflicted, after a growing random pause. The work must
     * therefore do nothing that cannot be repeated, and see nothing but the transaction it is given. A transaction that the work runs on this datastore is a separate
     * one: it does not see what the outer one has written, and stays committed whatever becomes of that.
     *
     * @param <T> the type of the result
     * @param options attempts, what it may do, and for how long
     * @param work what to do; any exception rolls back and is thrown on, and only {@link ConcurrentTransactionException} is retried
     * @return what the work of the committed attempt returned
     * @throws ConcurrentTransactionException if it conflicted at every attempt; nothing is changed then
     * @throws UnknownCommitException if the outcome of the commit is not known
     */
    <T extends @Nullable Object> T runInTransaction(TransactionOptions options, TransactionWork<T> work);

    /**
     * Runs work in a read-write transaction with the default options.
     *
     * @param <T> the type of the result
     * @param work what to do
     * @return what the work of the committed attempt returned
     * @throws ConcurrentTransactionException if it conflicted at every attempt; nothing is changed then
     */
    default <T extends @Nullable Object> T runInTransaction(TransactionWork<T> work) {
        return runInTransaction(TransactionOptions.DEFAULT, work);
    }

    /**
     * Completes keys with new ids, which no entity has and nobody else will get, neither by this nor by a put. They need not be used.
     *
     * @param incomplete incomplete keys
     * @return complete keys, in order
     * @throws InvalidKeyException if a key is complete or of another application
     */
    List<Key> allocateIds(List<Key> incomplete);

    /**
     * Sets a block of consecutive ids apart for one kind and parent. They are never assigned automatically afterwards.
     *
     * @param incomplete an incomplete key, which says kind and parent
     * @param count how many, 0 to a billion
     * @return the block; its ids may be used to make keys
     * @throws InvalidKeyException if the key is complete or of another application
     * @throws IllegalArgumentException if the count is out of range
     * @throws IllegalStateException if there are not so many consecutive ids left below 2^52, behind those that entities have
     */
    IdRange allocateIdRange(Key incomplete, int count);

    /**
     * Sets a range of ids apart that the caller chose, for one kind and parent: they are never assigned automatically afterwards, nor by
     * {@link #allocateIdRange(Key, int)}. Both errors say that the ids are not surely free; the range is reserved even then. Entities of another kind or
     * parent, or with names, do not count.
     *
     * @param incomplete an incomplete key, which says kind and parent
     * @param start the first id, at least 1
     * @param end the last id, itself in the range, at least {@code start}
     * @throws KeyRangeCollisionException if an entity has one of the ids
     * @throws KeyRangeContentionException if none has, but one of the ids may have been handed out before
     * @throws InvalidKeyException if the key is complete or of another application; nothing is reserved then
     * @throws IllegalArgumentException if start or end is less than 1, or start is greater than end, or more than a billion of the ids from 2^52 on, where
     *     automatic ids lie, are in the range; nothing is reserved then
     */
    void allocateIdRange(Key incomplete, long start, long end);

    /**
     * Keeps the ids of keys away from all that assign ids: for entities that are to be imported under their old keys. Names are ignored, doubles and ids
     * that are reserved already do no harm. An id from 2^52 on, where automatic ids lie, is kept from all kinds; a smaller one moves the numbering
     * of blocks of its kind and parent behind it. What was handed out before stays handed out.
     *
     * @param keys complete keys, whether there are entities or not
     * @throws InvalidKeyException if a key is incomplete or of another application; nothing is reserved then
     */
    void reserveIds(Collection<Key> keys);

    /**
     * What the datastore holds: namespaces, kinds and properties. Queries of the kinds {@code __namespace__}, {@code __kind__} and {@code __property__}
     * ask the same.
     *
     * @return a view of this datastore's namespace, for all threads
     */
    Metadata metadata();

    /**
     * The task side of the same store. Tasks are added and completed by a {@link Transaction}.
     *
     * @return the queues
     */
    TaskStorage tasks();
}
