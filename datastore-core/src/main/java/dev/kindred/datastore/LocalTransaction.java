package dev.kindred.datastore;

import dev.kindred.datastore.codec.Names;
import dev.kindred.datastore.codec.OrderedCodec;
import dev.kindred.datastore.codec.RecordCodec;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.InvalidKeyException;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.plan.Execution.Snapshot;
import dev.kindred.datastore.plan.Overlay;
import dev.kindred.datastore.query.AggregationQuery;
import dev.kindred.datastore.query.AggregationResult;
import dev.kindred.datastore.query.Analysis;
import dev.kindred.datastore.query.Explanation;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.store.Changes;
import dev.kindred.datastore.store.CommitResult;
import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.EntityRow;
import dev.kindred.datastore.store.OutdatedException;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.TaskChange;
import dev.kindred.datastore.store.TaskFollowing;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.transaction.SnapshotNames;
import dev.kindred.datastore.transaction.WriteBuffer;
import dev.kindred.datastore.transaction.WriteBuffer.Intent;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A transaction of a {@link LocalDatastore}: one storage transaction for its reads and its commit, and a buffer for its writes. */
class LocalTransaction implements Transaction {

    private static final Logger logger = LoggerFactory.getLogger(LocalTransaction.class);

    final LocalDatastore datastore;
    final StorageTransaction storage;
    final WriteBuffer buffer;
    private final TransactionOptions options;
    private final Instant deadline;
    private Instant lastUse;
    private final SnapshotNames names;
    /** When the ids that were given here were not reserved; null if none was given. */
    private @Nullable Long idsAsOf;

    private final List<Runnable> afterCommit = new ArrayList<>();
    private final List<MutationResult> results = new ArrayList<>();
    private @Nullable Instant requestTime;
    private State state = State.ACTIVE;
    private boolean lent;

    LocalTransaction(LocalDatastore datastore, TransactionOptions options, StorageTransaction storage, Instant begun) {
        this.datastore = datastore;
        this.options = options;
        this.storage = storage;
        this.deadline = begun.plus(options.timeout());
        this.lastUse = begun;
        this.buffer = new WriteBuffer(datastore.names(), datastore.composites());
        // For reads: those that a commit may follow must be of rows that could be there, which takes a number for every
        // name.
        this.names = options.access() == TransactionOptions.Access.READ_WRITE
                ? datastore.names().givingWithin(storage)
                : datastore.names().within(storage);
    }

    @Override
    public State state() {
        return state;
    }

    @Override
    public TransactionOptions options() {
        return options;
    }

    final void checkActive() {
        if (state != State.ACTIVE) {
            throw new IllegalStateException("The transaction is over: it is " + state + ". Begin a new one.");
        }
        Instant now = datastore.now();
        if (!now.isBefore(deadline)) {
            end(State.FAILED);
            throw new TransactionExpiredException(options.timeout());
        }
        if (!now.isBefore(lastUse.plus(options.idleTimeout()))) {
            end(State.FAILED);
            throw TransactionExpiredException.idle(options.idleTimeout());
        }
        lastUse = now;
    }

    /** A row taken from results is a use. What was read ahead can still be taken when the transaction has ended. */
    private void used() {
        if (state == State.ACTIVE) {
            checkActive();
        }
    }

    private void checkWritable() {
        checkActive();
        if (options.access().isReading()) {
            throw new IllegalStateException(
                    "The transaction is read-only; begin one with READ_WRITE access to change entities or tasks.");
        }
    }

    private Overlay overlay() {
        return options.ownWrites() == TransactionOptions.OwnWrites.VISIBLE ? buffer::overlay : Overlay.NONE;
    }

    @Override
    public @Nullable Entity find(Key key) {
        return findAll(List.of(key)).get(0);
    }

    @Override
    public List<@Nullable Entity> findAll(Collection<Key> keys) {
        checkActive();
        return datastore.observe(
                DatastoreObserver.Operation.GET, () -> datastore.read(names, storage, overlay(), keys));
    }

    @Override
    public List<Key> put(List<Entity> entities) {
        return write(entities, Intent.PUT);
    }

    @Override
    public List<Key> insert(List<Entity> given) {
        checkWritable();
        List<Entity> entities = datastore.ownKeys().ownEntities(given);
        Set<Key> seen = new HashSet<>();
        for (Entity entity : entities) {
            if (!entity.key().isIncomplete() && (!seen.add(entity.key()) || isWritten(entity.key()))) {
                throw new EntityExistsException(entity.key());
            }
        }
        return write(entities, Intent.INSERT);
    }

    /** Whether this transaction has stored an entity under a key, and not deleted it again. */
    private boolean isWritten(Key key) {
        Optional<Entity> written = written(key);
        return written != null && written.isPresent();
    }

    /** The transaction's own write of a key: null if there is none, empty if it deletes. */
    @SuppressWarnings("OptionalOfNullableMisuse")
    @Nullable
    Optional<Entity> written(Key key) {
        LocalDatastore.checkComplete(key);
        return buffer.find(encoded(key));
    }

    private byte[] encoded(Key key) {
        return OrderedCodec.entityKey(key, datastore.names().ensure(key.partition()));
    }

    @Override
    public void update(List<Entity> given) {
        checkWritable();
        List<Entity> entities = datastore.ownKeys().ownEntities(given);
        for (Entity entity : entities) {
            Optional<Entity> written = written(entity.key());
            if (written != null && written.isEmpty()) {
                throw new NoSuchEntityException(entity.key());
            }
        }
        write(entities, Intent.UPDATE);
    }

    private List<Key> write(List<Entity> given, Intent intent) {
        checkWritable();
        InvalidKeysException.checkAll(given.stream().map(Entity::key).toList(), datastore::checkStorable);
        List<Entity> entities = datastore.ownKeys().ownEntities(given);
        WriteBuffer.check(entities);
        buffer.checkIndexes(entities);
        List<Key> keys = completed(entities.stream().map(Entity::key).toList());
        for (int i = 0; i < keys.size(); i++) {
            Entity entity = entities.get(i);
            if (entity.key().isIncomplete()) {
                buffer.put(entity.withKey(keys.get(i)), Intent.INSERT_WITH_NEW_ID);
            } else {
                buffer.put(entity, intent);
            }
        }
        return keys;
    }

    /** Gives ids to incomplete keys. All are refused if one is too long, so that no write of a list is buffered without the others. */
    private List<Key> completed(List<Key> given) {
        List<Key> keys = datastore.complete(given, asOf -> idsAsOf = idsAsOf == null ? asOf : Math.min(idsAsOf, asOf));
        if (keys.size() > 1) {
            InvalidKeysException.checkAll(keys, this::encoded);
        }
        return keys;
    }

    @Override
    public void delete(Collection<Key> given) {
        checkWritable();
        InvalidKeysException.checkAll(given, key -> encoded(datastore.checkUsable(key)));
        Collection<Key> keys = datastore.ownKeys().own(given);
        for (Key key : keys) {
            if (hasUncheckedCondition(key)) {
                checkCondition(key, readSnapshot(List.of(key)).get(0));
            }
        }
        keys.forEach(buffer::delete);
    }

    /** Whether the commit is to check for an entity that it is new, or that it is there. A deletion would make it forget that. */
    boolean hasUncheckedCondition(Key key) {
        Intent intent = buffer.intent(encoded(key));
        return intent == Intent.INSERT || intent == Intent.UPDATE;
    }

    /** Checks now what the commit would have checked, on what the snapshot has under the key. */
    void checkCondition(Key key, @Nullable Entity stored) {
        Intent intent = buffer.intent(encoded(key));
        if (intent == Intent.INSERT && stored != null) {
            throw new EntityExistsException(key);
        }
        if (intent == Intent.UPDATE && stored == null) {
            throw new NoSuchEntityException(key);
        }
    }

    @Override
    public List<MutationResult> apply(List<Mutation> mutations) {
        checkWritable();
        List<Key> given = mutations.stream().map(Mutation::key).toList();
        InvalidKeysException.checkAll(given, datastore.ownKeys()::own);
        List<Key> own = given.stream().map(datastore.ownKeys()::own).toList();
        MutationRun.check(mutations, own);
        List<MutationResult> applied = MutationRun.apply(this, mutations, completed(own));
        results.addAll(applied);
        return applied;
    }

    /** Reads entities as the snapshot has them, own writes or not. They join the read set. */
    List<@Nullable Entity> readSnapshot(List<Key> keys) {
        return read(names, storage::getAllToReplace, Overlay.NONE, keys);
    }

    @Override
    public long entityGroupVersion(Key key) {
        checkActive();
        datastore.checkUsable(key);
        return LocalDatastore.groupVersion(storage);
    }

    long snapshotVersion() {
        return storage.snapshotVersion();
    }

    /** One moment for all transforms of the commit. */
    Instant requestTime() {
        Instant moment = requestTime;
        if (moment == null) {
            moment = datastore.now();
            requestTime = moment;
        }
        return moment;
    }

    void buffer(Entity entity, Intent intent) {
        buffer.put(entity, intent);
    }

    void bufferDeletion(Key key) {
        buffer.delete(key);
    }

    @Override
    public QueryResults run(Query query) {
        checkActive();
        LocalMetadata.checkWithinTransaction(query);
        return datastore.observe(
                DatastoreObserver.Operation.QUERY,
                () -> datastore.results(query, names, storage, overlay(), Snapshot.SHARED, () -> {}, this::used));
    }

    @Override
    public long count(Query query) {
        checkActive();
        LocalMetadata.checkWithinTransaction(query);
        return datastore.observe(
                DatastoreObserver.Operation.COUNT,
                () -> datastore.count(query, names, storage, overlay(), Snapshot.SHARED));
    }

    @Override
    public Explanation explain(Query query) {
        checkActive();
        return datastore.explain(query, storage);
    }

    @Override
    public Analysis analyze(Query query) {
        checkActive();
        LocalMetadata.checkWithinTransaction(query);
        return datastore.observe(
                DatastoreObserver.Operation.QUERY, () -> datastore.analyze(query, names, storage, overlay()));
    }

    @Override
    public AggregationResult aggregate(AggregationQuery query) {
        checkActive();
        LocalMetadata.checkWithinTransaction(query.query());
        return datastore.observe(
                DatastoreObserver.Operation.COUNT,
                () -> datastore.aggregate(query, names, storage, overlay(), Snapshot.SHARED));
    }

    @Override
    public void addTasks(List<TaskRow> tasks) {
        checkWritable();
        tasks.forEach(task -> buffer.add(new TaskChange.Add(task)));
    }

    @Override
    public void replaceTask(TaskRow task, TaskFollowing following) {
        checkWritable();
        if (task.traits().uniqueKey() == null) {
            throw new IllegalArgumentException("Task " + task.id() + " of queue \"" + task.queue()
                    + "\" has no unique key, by which it could replace another");
        }
        buffer.add(new TaskChange.Replace(task, following));
    }

    @Override
    public void completeTask(TaskLease lease) {
        checkWritable();
        buffer.add(new TaskChange.Complete(lease));
    }

    @Override
    public void buryTask(TaskLease lease, DeadTask.Reason reason, @Nullable String error) {
        checkWritable();
        buffer.add(new TaskChange.Bury(lease, reason, error));
    }

    @Override
    public void afterCommit(Runnable action) {
        checkActive();
        afterCommit.add(action);
    }

    private record LocalMark(WriteBuffer.Mark writes, int afterCommit, int results) implements Mark {}

    @Override
    public Mark mark() {
        return new LocalMark(buffer.mark(), afterCommit.size(), results.size());
    }

    @Override
    public void backTo(Mark mark) {
        LocalMark local = (LocalMark) mark;
        buffer.backTo(local.writes());
        afterCommit.subList(local.afterCommit(), afterCommit.size()).clear();
        results.subList(local.results(), results.size()).clear();
    }

    @Override
    public Connection connection() {
        checkActive();
        Connection connection = storage.connection();
        lent = true;
        return connection;
    }

    @Override
    public void commit() {
        datastore.observe(DatastoreObserver.Operation.COMMIT, () -> {
            commitOnce();
            return Boolean.TRUE;
        });
    }

    /** Commits without telling the observer: for the datastore's own single calls. */
    void commitOnce() {
        checkActive();
        if (!buffer.isEmpty() || lent && options.access() == TransactionOptions.Access.READ_WRITE) {
            datastore.composites().beginCommit();
            try {
                if (idsAsOf != null) {
                    names.expectUnreserved(idsAsOf);
                }
                WriteBuffer.Prepared prepared = prepared();
                applied(storage.commit(prepared.changes()));
                prepared.committed();
            } catch (OutdatedException e) {
                end(State.FAILED);
                datastore.names().lookAgain(e);
                throw new ConcurrentTransactionException("The transaction collided with another: " + e.getMessage());
            } catch (RuntimeException | Error e) {
                end(State.FAILED);
                throw e;
            } finally {
                datastore.composites().endCommit();
            }
        } else if (options.access() == TransactionOptions.Access.READ_WRITE) {
            commitReads();
        }
        end(State.COMMITTED);
        runAfterCommit();
    }

    final void runAfterCommit() {
        afterCommit.forEach(this::runQuietly);
    }

    /** An engine may find only now that what was read is not to be relied on. */
    private void commitReads() {
        try {
            failUnlessCommitted(storage.commit(Changes.NONE));
        } catch (RuntimeException | Error e) {
            end(State.FAILED);
            throw e;
        }
    }

    /** Fails unless the changes are written, and tells the results their version. */
    final void applied(CommitResult result) {
        failUnlessCommitted(result);
        if (result instanceof CommitResult.Committed committed) {
            results.forEach(each -> each.committed(committed.version()));
        }
    }

    private WriteBuffer.Prepared prepared() {
        return buffer.hasWrites() ? names.currentAtCommit(() -> buffer.prepare(storage)) : buffer.prepare(storage);
    }

    /** The same without a commit of ours behind it: what it relies on is compared before. */
    final WriteBuffer.Prepared preparedNow() {
        if (buffer.hasWrites()) {
            names.compared();
            if (idsAsOf != null && !names.areUnreserved(idsAsOf)) {
                throw new ConcurrentTransactionException(
                        "The transaction collided with another process, which has reserved ids that may be among the new ones.");
            }
        }
        return buffer.prepare(storage);
    }

    /** Works out what a commit would write, and drops it: for the exceptions. */
    void checkCommit() {
        datastore.composites().beginCommit();
        try {
            prepared();
        } finally {
            datastore.composites().endCommit();
        }
    }

    private void failUnlessCommitted(CommitResult result) {
        if (result instanceof CommitResult.Conflict conflict) {
            throw new ConcurrentTransactionException("The transaction collided with another: " + conflict.reason());
        }
        if (result instanceof CommitResult.PreconditionFailed failed) {
            throw failed(failed);
        }
        if (result instanceof CommitResult.DuplicateTask duplicate) {
            throw new DuplicateTaskException(duplicate.queue(), duplicate.name());
        }
        if (result instanceof CommitResult.LeaseLost lost) {
            throw new TaskLeaseLostException(lost.taskId());
        }
        if (result instanceof CommitResult.Unknown unknown) {
            throw new UnknownCommitException(
                    "The connection to the store was lost during a commit; it was applied or not.", unknown.cause());
        }
    }

    private RuntimeException failed(CommitResult.PreconditionFailed failed) {
        Key key = buffer.key(failed.key());
        return switch (Objects.requireNonNull(buffer.intent(failed.key()))) {
            case UPDATE -> new NoSuchEntityException(key);
            case INSERT_WITH_NEW_ID ->
                new ConcurrentTransactionException(
                        "The new id of " + key + " was taken by an entity that was stored under a chosen id.");
            case INSERT, PUT -> new EntityExistsException(key);
        };
    }

    private void runQuietly(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            logger.warn("Work registered for after a commit failed; the commit stands.", e);
        }
    }

    @Override
    public void rollback() {
        if (state == State.ACTIVE) {
            end(State.ROLLED_BACK);
        }
    }

    @Override
    public void close() {
        rollback();
    }

    void end(State ended) {
        state = ended;
        storage.close();
    }

    /** Reads by key, own writes first. */
    static List<@Nullable Entity> read(Names names, StorageTransaction storage, Overlay overlay, Collection<Key> keys) {
        return read(
                names,
                encoded -> encoded.size() == 1
                        ? java.util.Collections.singletonList(storage.get(encoded.get(0)))
                        : storage.getAll(encoded),
                overlay,
                keys);
    }

    private static List<@Nullable Entity> read(
            Names names,
            Function<List<byte[]>, List<@Nullable EntityRow>> reads,
            Overlay overlay,
            Collection<Key> keys) {
        int size = keys.size();
        List<@Nullable Entity> entities = new ArrayList<>(size);
        List<byte[]> encoded = new ArrayList<>(size);
        List<Key> missing = new ArrayList<>(size);
        List<Integer> places = new ArrayList<>(size);
        for (Key key : keys) {
            if (key.isIncomplete()) {
                throw new InvalidKeyException("Key " + key + " is incomplete; only a complete key can be read.");
            }
            int partition = names.find(key.partition());
            byte[] bytes = OrderedCodec.entityKey(key, partition);
            Optional<Entity> written = overlay.writes().get(bytes);
            if (written == null && partition != 0) {
                encoded.add(bytes);
                missing.add(key);
                places.add(entities.size());
            }
            entities.add(written == null ? null : written.orElse(null));
        }
        List<@Nullable EntityRow> rows = encoded.isEmpty() ? List.of() : reads.apply(encoded);
        for (int i = 0; i < encoded.size(); i++) {
            EntityRow row = rows.get(i);
            if (row != null) {
                entities.set(places.get(i), RecordCodec.decode(missing.get(i), row.record(), row.version(), names));
            }
        }
        return entities;
    }
}
