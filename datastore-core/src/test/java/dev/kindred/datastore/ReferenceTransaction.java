package dev.kindred.datastore;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.InvalidKeyException;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.PropertyMask;
import dev.kindred.datastore.query.AggregationQuery;
import dev.kindred.datastore.query.AggregationResult;
import dev.kindred.datastore.query.Analysis;
import dev.kindred.datastore.query.Explanation;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.TaskFollowing;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A transaction of {@link ReferenceDatastore}: serializable because the commit repeats every read and compares the answers. */
final class ReferenceTransaction implements Transaction {

    private final ReferenceDatastore datastore;
    private final TransactionOptions options;
    private final TreeMap<Key, Entity> snapshot;
    private final long version;
    private final long began = System.nanoTime();
    private long lastUse = began;
    private final Instant requestTime = Instant.now();
    private final Map<Key, @Nullable Entity> writes = new LinkedHashMap<>();
    private final List<Function<Map<Key, Entity>, Object>> reads = new ArrayList<>();
    private final List<MutationResult> results = new ArrayList<>();
    private final List<Runnable> actions = new ArrayList<>();
    private State state = State.ACTIVE;

    ReferenceTransaction(
            ReferenceDatastore datastore, TransactionOptions options, TreeMap<Key, Entity> snapshot, long version) {
        this.datastore = datastore;
        this.options = options;
        this.snapshot = snapshot;
        this.version = version;
    }

    @Override
    public long entityGroupVersion(Key key) {
        checkActive();
        datastore.checkComplete(key);
        return version + 1;
    }

    @Override
    public @Nullable Entity find(Key key) {
        return findAll(List.of(key)).get(0);
    }

    @Override
    public List<@Nullable Entity> findAll(Collection<Key> keys) {
        return read(state -> datastore.readAll(state, keys));
    }

    @Override
    public List<Key> put(List<Entity> entities) {
        checkWritable();
        entities.forEach(entity -> datastore.checkApp(entity.key()));
        entities.forEach(ReferenceMutations::refusePartial);
        List<Key> keys = new ArrayList<>();
        for (Entity entity : entities) {
            Key key = entity.key();
            if (key.isIncomplete()) {
                key = datastore.allocateIds(List.of(key)).get(0);
            }
            keys.add(key);
            writes.put(key, entity.withKey(key));
        }
        return keys;
    }

    @Override
    public List<Key> insert(List<Entity> entities) {
        checkWritable();
        entities.forEach(ReferenceMutations::refusePartial);
        for (Entity entity : entities) {
            if (!entity.key().isIncomplete() && peek(entity.key()) != null) {
                throw new EntityExistsException(entity.key());
            }
        }
        return put(entities);
    }

    @Override
    public void update(List<Entity> entities) {
        checkWritable();
        entities.forEach(entity -> datastore.checkComplete(entity.key()));
        entities.forEach(ReferenceMutations::refusePartial);
        for (Entity entity : entities) {
            if (peek(entity.key()) == null) {
                throw new NoSuchEntityException(entity.key());
            }
        }
        put(entities);
    }

    @Override
    public List<@Nullable Entity> findAll(Collection<Key> keys, PropertyMask mask) {
        return ReferenceDatastore.selected(findAll(keys), mask);
    }

    @Override
    public List<MutationResult> apply(List<Mutation> mutations) {
        checkWritable();
        for (Mutation mutation : mutations) {
            if (mutation.entity() == null || mutation.operation() == Mutation.Operation.UPDATE) {
                datastore.checkComplete(mutation.key());
            } else {
                datastore.checkApp(mutation.key());
            }
        }
        Map<Key, @Nullable Entity> written = new LinkedHashMap<>();
        List<MutationResult> applied = new ReferenceMutations(
                        new ReferenceMutations.State() {
                            @Override
                            public @Nullable Entity stored(Key key) {
                                reads.add(state -> withVersions(datastore.readAll(state, List.of(key))));
                                return snapshot.get(key);
                            }

                            @Override
                            public @Nullable Entity current(Key key) {
                                return written.containsKey(key) ? written.get(key) : peek(key);
                            }

                            @Override
                            public void write(Key key, @Nullable Entity entity) {
                                written.put(key, entity);
                            }

                            @Override
                            public Key complete(Key key) {
                                return key.isIncomplete()
                                        ? datastore.allocateIds(List.of(key)).get(0)
                                        : key;
                            }
                        },
                        requestTime)
                .apply(mutations);
        writes.putAll(written);
        results.addAll(applied);
        return applied;
    }

    /** The state that counts for insert and update: own writes do, even where reads do not show them. */
    private @Nullable Entity peek(Key key) {
        return writes.containsKey(key)
                ? writes.get(key)
                : read(state -> datastore.readAll(state, List.of(key))).get(0);
    }

    @Override
    public void delete(Collection<Key> keys) throws InvalidKeyException {
        checkWritable();
        keys.forEach(datastore::checkComplete);
        keys.forEach(key -> writes.put(key, null));
    }

    @Override
    public QueryResults run(Query query) {
        read(state -> datastore.new Results(query, state).toList());
        return datastore.new Results(query, view());
    }

    @Override
    public Explanation explain(Query query) {
        throw new UnsupportedOperationException("The reference has no plans.");
    }

    @Override
    public Analysis analyze(Query query) {
        throw new UnsupportedOperationException("The reference has no plans.");
    }

    @Override
    public long count(Query query) {
        return read(state -> (long) datastore.new Results(query, state).left());
    }

    @Override
    public AggregationResult aggregate(AggregationQuery query) {
        return read(state -> ReferenceDatastore.aggregate(query, datastore.new Results(query.query(), state)));
    }

    private <T> T read(Function<Map<Key, Entity>, T> read) {
        checkActive();
        T answer = read.apply(view());
        reads.add(state -> withVersions(read.apply(state)));
        return answer;
    }

    /** Entities are equal if their properties are; for a conflict the version counts too. */
    private static Object withVersions(Object answer) {
        if (!(answer instanceof List<?> list)) {
            return answer;
        }
        List<Object> versions = new ArrayList<>();
        list.forEach(element -> versions.add(element == null ? "none" : element));
        list.forEach(element -> versions.add(element instanceof Entity entity ? entity.version() : 0));
        return versions;
    }

    private TreeMap<Key, Entity> view() {
        if (options.ownWrites() == TransactionOptions.OwnWrites.HIDDEN || writes.isEmpty()) {
            return snapshot;
        }
        TreeMap<Key, Entity> view = new TreeMap<>(snapshot);
        writes.forEach((key, entity) -> {
            if (entity == null) {
                view.remove(key);
            } else {
                view.put(key, entity);
            }
        });
        return view;
    }

    @Override
    public State state() {
        return state;
    }

    @Override
    public TransactionOptions options() {
        return options;
    }

    @Override
    public void addTasks(List<TaskRow> tasks) {
        throw new UnsupportedOperationException("The reference has no tasks.");
    }

    @Override
    public void replaceTask(TaskRow task, TaskFollowing following) {
        throw new UnsupportedOperationException("The reference has no tasks.");
    }

    @Override
    public void completeTask(TaskLease lease) {
        throw new UnsupportedOperationException("The reference has no tasks.");
    }

    @Override
    public void buryTask(TaskLease lease, DeadTask.Reason reason, @Nullable String error) {
        throw new UnsupportedOperationException("The reference has no tasks.");
    }

    @Override
    public void afterCommit(Runnable action) {
        checkActive();
        actions.add(action);
    }

    @Override
    public void commit() {
        checkActive();
        synchronized (datastore) {
            boolean unchanged =
                    reads.stream().allMatch(read -> read.apply(snapshot).equals(read.apply(datastore.state())));
            if (!writes.isEmpty() && !unchanged) {
                state = State.FAILED;
                throw new ConcurrentTransactionException("Something that was read has changed.");
            }
            if (!writes.isEmpty()) {
                datastore.apply(writes);
            }
            results.forEach(result -> result.committed(datastore.version()));
            state = State.COMMITTED;
        }
        for (Runnable action : actions) {
            try {
                action.run();
            } catch (RuntimeException e) {
                // The contract: it changes nothing.
            }
        }
    }

    @Override
    public void rollback() {
        if (state == State.ACTIVE) {
            state = State.ROLLED_BACK;
        }
    }

    @Override
    public void close() {
        rollback();
    }

    private void checkWritable() {
        checkActive();
        if (options.access().isReading()) {
            throw new IllegalStateException("The transaction is read-only.");
        }
    }

    private void checkActive() {
        if (state == State.ACTIVE
                && System.nanoTime() - began > options.timeout().toNanos()) {
            state = State.FAILED;
            throw new TransactionExpiredException(options.timeout());
        }
        if (state == State.ACTIVE
                && System.nanoTime() - lastUse > options.idleTimeout().toNanos()) {
            state = State.FAILED;
            throw TransactionExpiredException.idle(options.idleTimeout());
        }
        if (state != State.ACTIVE) {
            throw new IllegalStateException("The transaction is " + state + ".");
        }
        lastUse = System.nanoTime();
    }
}
