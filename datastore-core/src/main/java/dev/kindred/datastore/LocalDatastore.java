package dev.kindred.datastore;

import dev.kindred.datastore.codec.Names;
import dev.kindred.datastore.index.CompositeIndex;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.InvalidKeyException;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Limits;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.plan.Catalog;
import dev.kindred.datastore.plan.Execution;
import dev.kindred.datastore.plan.Execution.Snapshot;
import dev.kindred.datastore.plan.Explainer;
import dev.kindred.datastore.plan.MetadataQuery;
import dev.kindred.datastore.plan.NormalQuery;
import dev.kindred.datastore.plan.Overlay;
import dev.kindred.datastore.plan.PhysicalIndex;
import dev.kindred.datastore.plan.Selectivity;
import dev.kindred.datastore.plan.SortLimit;
import dev.kindred.datastore.query.AggregationQuery;
import dev.kindred.datastore.query.AggregationResult;
import dev.kindred.datastore.query.Analysis;
import dev.kindred.datastore.query.Explanation;
import dev.kindred.datastore.query.IndexDefinition;
import dev.kindred.datastore.query.IndexYaml;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.store.JoinedStorageTransaction;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.TaskStorage;
import dev.kindred.datastore.store.TransactionMode;
import dev.kindred.datastore.transaction.Backoff;
import dev.kindred.datastore.transaction.CompositeIndexes;
import dev.kindred.datastore.transaction.SnapshotNames;
import dev.kindred.datastore.transaction.StoredNames;
import dev.kindred.datastore.transaction.WriteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link Datastore} on a {@link StorageEngine} of this process. It adds to the engine what makes bytes a datastore: keys and values, index rows, plans, the write buffer, ids. Safe for
 * all threads; it holds no state of its own but caches of what the store says, so that closing and opening the engine again is safe as long as the
 * engine opens the same store.
 */
public final class LocalDatastore implements Datastore, AutoCloseable {

    /** How often a single write outside a transaction is tried, since its caller cannot help. */
    private static final int SINGLE_WRITE_ATTEMPTS = 20;

    private static final Logger logger = LoggerFactory.getLogger(LocalDatastore.class);

    /** How many rows a query may sort in memory if nothing else is said. Each holds its entity, so 100,000 of a kilobyte take some hundreds of megabytes. */
    public static final int DEFAULT_MAX_SORT_ROWS = 100_000;

    private final StorageEngine engine;
    private final Partition partition;
    private final OwnKeys ownKeys;
    private final Clock clock;
    private final DatastoreObserver observer;
    private final QueryObserver queryObserver;
    private final StoredNames names;
    private final Ids ids;
    private final CompositeIndexes composites;
    private final int maxSortRows;
    private final IndexPolicy policy;
    private volatile @Nullable List<IndexDefinition> definitions;
    private final Selectivity selectivity = new Selectivity();

    private LocalDatastore(Builder builder) {
        this.engine = builder.engine;
        this.partition = builder.partition;
        this.ownKeys = new OwnKeys(partition.app(), builder.acceptedApps);
        this.clock = builder.clock;
        this.observer = builder.observer;
        this.queryObserver = builder.queryObserver;
        this.maxSortRows = builder.maxSortRows;
        this.policy = new IndexPolicy(builder.missingIndex, logger::warn);
        this.names = StoredNames.of(engine);
        this.ids = new Ids(engine, names);
        this.composites = names.composites();
    }

    /**
     * Builds a datastore.
     *
     * @param engine where it stores; opened at first use
     * @return a builder with the default partition and the system's clock
     */
    public static Builder on(StorageEngine engine) {
        return new Builder(engine);
    }

    /**
     * The storage below.
     *
     * @return the engine
     */
    public StorageEngine engine() {
        return engine;
    }

    /** Closes the engine. The next use opens it again. */
    @Override
    public void close() {
        engine.close();
    }

    @Override
    public Partition partition() {
        return partition;
    }

    @Override
    public Metadata metadata() {
        return new LocalMetadata(engine, names, partition);
    }

    @Override
    public TaskStorage tasks() {
        return engine.tasks();
    }

    /**
     * Declares the composite indexes that there shall be, in place of those the store had: one that is left out is no longer kept up to date, and is built anew
     * should it be declared again. From now on every commit keeps the new ones up to date; {@link #buildIndexes} makes them usable. A store that is opened
     * without a declaration keeps those it had.
     *
     * <p>Where several processes share the store, their declarations are added up: an index is left out when none of them that lives declares it, and this one has declared its own anew. Commits of all of
     * them keep all up to date.
     *
     * @param indexes the indexes; doubles count once
     * @throws IllegalArgumentException if there are more than {@link Limits#MAX_COMPOSITE_INDEXES}; nothing is changed then
     */
    public void declareIndexes(List<CompositeIndex> indexes) {
        declareIndexes(indexes, IndexYaml.EMPTY);
    }

    /**
     * Declares the indexes of an {@code index.yaml}, in place of those the store had; see {@link #declareIndexes(List)}.
     *
     * <p>Of definitions that differ only in {@code ancestor}, or in columns for the key, one index is built; one that leaves a single property is served by what every
     * property has, and nothing is built. All count as declared, just as they are defined, for {@link MissingIndex#FAIL}.
     *
     * @param yaml the definitions
     * @throws IllegalArgumentException if there are more than {@link Limits#MAX_COMPOSITE_INDEXES}; nothing is changed then
     */
    public void declareIndexes(IndexYaml yaml) {
        declareIndexes(List.of(), yaml);
    }

    /**
     * Declares indexes from two sources, in place of those the store had; see {@link #declareIndexes(List)} and {@link #declareIndexes(IndexYaml)}.
     *
     * @param indexes the indexes, for queries without an ancestor; doubles count once
     * @param yaml more definitions
     * @throws IllegalArgumentException if there are more than {@link Limits#MAX_COMPOSITE_INDEXES}; nothing is changed then
     */
    public void declareIndexes(List<CompositeIndex> indexes, IndexYaml yaml) {
        Set<CompositeIndex> built = new LinkedHashSet<>(indexes);
        Set<IndexDefinition> defined = new LinkedHashSet<>(
                indexes.stream().map(PhysicalIndex::definition).toList());
        for (IndexDefinition definition : yaml.definitions()) {
            defined.add(definition);
            PhysicalIndex.of(definition).ifPresent(built::add);
        }
        if (defined.size() > Limits.MAX_COMPOSITE_INDEXES) {
            throw new IllegalArgumentException("There are " + defined.size() + " composite indexes; the limit is "
                    + Limits.MAX_COMPOSITE_INDEXES + ". Leave out those that no query needs.");
        }
        composites.declare(List.copyOf(built));
        definitions = List.copyOf(defined);
    }

    /**
     * Builds the declared indexes that are new, from the entities there are. Queries use an index from when it is built on, and need none to be answered.
     *
     * <p>An index that an entity cannot be in, because its lists would make too many rows, is left unbuilt; {@link #indexes()} tells which entity that is.
     *
     * <p>Runs on the caller's thread, beside reads and writes of others, in batches that survive a restart: the next call goes on where this one stopped. Processes that build at the same time share the work.
     *
     * @param stop asked between batches; building ends early when it says true
     */
    public void buildIndexes(BooleanSupplier stop) {
        composites.build(stop);
    }

    /**
     * How far the composite indexes are: whether queries use them, and why one could not be built.
     *
     * @return in the order of their declaration
     */
    public List<IndexStatus> indexes() {
        return composites.progress().stream()
                .map(progress -> new IndexStatus(
                        PhysicalIndex.definition(progress.index()),
                        progress.built()
                                ? IndexStatus.State.BUILT
                                : progress.problem() == null ? IndexStatus.State.BUILDING : IndexStatus.State.FAILED,
                        progress.problem()))
                .toList();
    }

    CompositeIndexes composites() {
        return composites;
    }

    StoredNames names() {
        return names;
    }

    Instant now() {
        return clock.instant();
    }

    @Override
    public @Nullable Entity find(Key key) {
        return findAll(List.of(key)).get(0);
    }

    @Override
    public List<@Nullable Entity> findAll(Collection<Key> keys) {
        return read(
                DatastoreObserver.Operation.GET,
                snapshot -> read(names.within(snapshot), snapshot.apart(), Overlay.NONE, keys));
    }

    List<@Nullable Entity> read(Names dictionary, StorageTransaction storage, Overlay overlay, Collection<Key> keys) {
        InvalidKeysException.checkAll(keys, this::checkUsable);
        Collection<Key> own = ownKeys.own(keys);
        return EntityGroups.withVersions(own, LocalTransaction.read(dictionary, storage, overlay, own), storage);
    }

    @Override
    public List<Key> put(List<Entity> given) {
        List<Entity> entities = given;
        if (given.size() > 1) {
            // A key that cannot be used has no size: first things first.
            InvalidKeysException.checkAll(given.stream().map(Entity::key).toList(), this::checkStorable);
            entities = ownKeys.ownEntities(given);
        }
        List<List<Entity>> parts = Batches.ofEntities(entities, names);
        if (parts.size() > 1) {
            parts.forEach(this::checkPart);
        }
        return Batches.commit(
                parts, part -> write(DatastoreObserver.Operation.PUT, transaction -> transaction.put(part)));
    }

    /** Does all for a commit but the commit, so that whatever a part would be refused for shows before the first one is stored. */
    private void checkPart(List<Entity> part) {
        try (LocalTransaction transaction = beginLocal(TransactionOptions.DEFAULT)) {
            transaction.put(part);
            transaction.checkCommit();
        }
    }

    @Override
    public List<Key> insert(List<Entity> entities) {
        return write(DatastoreObserver.Operation.PUT, transaction -> transaction.insert(entities));
    }

    @Override
    public void update(List<Entity> entities) {
        write(DatastoreObserver.Operation.PUT, transaction -> {
            transaction.update(entities);
            return Boolean.TRUE;
        });
    }

    @Override
    public void delete(Collection<Key> given) {
        InvalidKeysException.checkAll(given, this::checkUsable);
        List<Key> keys = List.copyOf(ownKeys.own(given));
        Batches.commit(
                Batches.ofKeys(keys, names),
                part -> write(DatastoreObserver.Operation.DELETE, transaction -> {
                    transaction.delete(part);
                    return part;
                }));
    }

    @Override
    public List<MutationResult> apply(List<Mutation> mutations) {
        return write(DatastoreObserver.Operation.PUT, transaction -> transaction.apply(mutations));
    }

    private <T> T read(DatastoreObserver.Operation operation, Function<StorageTransaction, T> work) {
        return observe(operation, () -> {
            try (StorageTransaction snapshot = engine.begin(TransactionMode.READ_ONLY)) {
                return work.apply(snapshot);
            }
        });
    }

    private <T> T write(DatastoreObserver.Operation operation, Function<LocalTransaction, T> work) {
        TransactionOptions options = TransactionOptions.DEFAULT.withAttempts(SINGLE_WRITE_ATTEMPTS);
        return observe(
                operation,
                () -> attempt(options, transaction -> {
                    T result = work.apply(transaction);
                    transaction.commitOnce();
                    return result;
                }));
    }

    @Override
    public QueryResults run(Query query) {
        return observe(DatastoreObserver.Operation.QUERY, () -> {
            StorageTransaction snapshot = engine.begin(TransactionMode.READ_ONLY);
            try {
                return results(
                                query,
                                names.within(snapshot),
                                snapshot,
                                Overlay.NONE,
                                Snapshot.OWN,
                                snapshot::close,
                                () -> {})
                        .closedIfAbandoned(query);
            } catch (RuntimeException | Error e) {
                snapshot.close();
                throw e;
            }
        });
    }

    @Override
    public long count(Query query) {
        return read(
                DatastoreObserver.Operation.COUNT,
                snapshot -> count(query, names.within(snapshot), snapshot, Overlay.NONE, Snapshot.OWN));
    }

    @Override
    public AggregationResult aggregate(AggregationQuery query) {
        return read(
                DatastoreObserver.Operation.COUNT,
                snapshot -> aggregate(query, names.within(snapshot), snapshot, Overlay.NONE, Snapshot.OWN));
    }

    AggregationResult aggregate(
            AggregationQuery query,
            SnapshotNames dictionary,
            StorageTransaction storage,
            Overlay overlay,
            Snapshot snapshot) {
        return dictionary.current(() -> {
            Aggregator aggregator = new Aggregator(query);
            try (Execution execution = execute(aggregator.base(), dictionary, storage, overlay, snapshot)) {
                AggregationResult result = aggregator.take(execution);
                finished(query.query(), execution, dictionary);
                return result;
            }
        });
    }

    @Override
    public Explanation explain(Query query) {
        try (StorageTransaction snapshot = engine.begin(TransactionMode.READ_ONLY)) {
            return explain(query, snapshot);
        }
    }

    Explanation explain(Query query, StorageTransaction storage) {
        NormalQuery normal = normal(query);
        // Never with names that are given on demand: advice looks for indexes that nobody declared.
        SnapshotNames known = names.within(storage).compared();
        return explainer(normal, known).explain(storage, severalIn(query, known), declared(query));
    }

    /** The store's own indexes, until somebody declares. */
    private List<IndexDefinition> declared(Query query) {
        List<IndexDefinition> declared = definitions;
        if (declared != null || query.kind() == null) {
            return declared == null ? List.of() : declared;
        }
        return composites.declared(query.kind()).stream()
                .map(PhysicalIndex::definition)
                .toList();
    }

    private Explainer explainer(NormalQuery query, SnapshotNames known) {
        return new Explainer(query, known, built(query.query(), known), selectivity);
    }

    private NormalQuery normal(Query query) {
        MetadataQuery.check(query);
        return NormalQuery.of(ownKeys.own(query), partition);
    }

    private static List<CompositeIndex> built(Query query, SnapshotNames dictionary) {
        return query.kind() == null ? List.of() : dictionary.built(query.kind());
    }

    private static IntPredicate severalIn(Query query, SnapshotNames dictionary) {
        int kind = query.kind() == null ? Names.UNKNOWN : dictionary.find(query.kind());
        return property -> dictionary.mayHaveSeveral(kind, property);
    }

    @Override
    public Analysis analyze(Query query) {
        return read(
                DatastoreObserver.Operation.QUERY,
                snapshot -> analyze(query, names.within(snapshot), snapshot, Overlay.NONE));
    }

    Analysis analyze(Query query, SnapshotNames dictionary, StorageTransaction storage, Overlay overlay) {
        Explanation explanation = explain(query, storage);
        return dictionary.current(() -> {
            try (Execution execution = execute(query, dictionary, storage, overlay, Snapshot.SHARED)) {
                execution.count();
                return new Analysis(explanation, execution.statistics(0));
            }
        });
    }

    /**
     * Runs a query.
     *
     * @param snapshot whether somebody else reads {@code storage}, too
     * @param release what to do when the results are closed
     * @param used what to do whenever a result is looked for
     */
    LocalQueryResults results(
            Query query,
            SnapshotNames dictionary,
            StorageTransaction storage,
            Overlay overlay,
            Snapshot snapshot,
            Runnable release,
            Runnable used) {
        return new LocalQueryResults(
                dictionary,
                () -> execute(query, dictionary, storage, overlay, snapshot),
                execution -> {
                    try {
                        finished(query, execution, dictionary);
                    } finally {
                        release.run();
                    }
                },
                used);
    }

    private void finished(Query query, Execution execution, SnapshotNames dictionary) {
        if (!MetadataQuery.isOne(query)) {
            Supplier<List<IndexDefinition>> advice =
                    () -> explainer(normal(query), dictionary.knownOnly()).advice();
            policy.finished(query, () -> execution.statistics(0), advice);
            if (queryObserver != QueryObserver.NONE) {
                queryObserver.finished(new FinishedQuery(query, execution.statistics(0), execution.busy(), advice));
            }
        }
    }

    private Execution execute(
            Query query, SnapshotNames dictionary, StorageTransaction storage, Overlay overlay, Snapshot snapshot) {
        NormalQuery normal = normal(query);
        if (MetadataQuery.isOne(query)) {
            Overlay all = MetadataQuery.entities(normal, new Catalog(storage, dictionary));
            return execute(normal, dictionary, storage, all, Snapshot.SHARED);
        }
        return execute(normal, dictionary, storage, overlay, snapshot);
    }

    private Execution execute(
            NormalQuery normal,
            SnapshotNames dictionary,
            StorageTransaction storage,
            Overlay overlay,
            Snapshot snapshot) {
        Query query = normal.query();
        if (!MetadataQuery.isOne(query)) {
            policy.check(query, () -> explainer(normal, dictionary.knownOnly()).missing(declared(query)));
        }
        return Execution.start(
                normal,
                storage,
                dictionary,
                severalIn(query, dictionary),
                built(query, dictionary),
                overlay,
                selectivity,
                new SortLimit(maxSortRows, () -> explainer(normal, dictionary.knownOnly())
                        .advice()),
                snapshot);
    }

    long count(Query query, SnapshotNames dictionary, StorageTransaction storage, Overlay overlay, Snapshot snapshot) {
        return dictionary.current(() -> {
            try (Execution execution = execute(
                    query.selection() == Query.Selection.ENTITIES ? query.keysOnly() : query,
                    dictionary,
                    storage,
                    overlay,
                    snapshot)) {
                long count = execution.count();
                finished(query, execution, dictionary);
                return count;
            }
        });
    }

    @Override
    public long entityGroupVersion(Key key) {
        checkUsable(key);
        try (StorageTransaction snapshot = engine.begin(TransactionMode.READ_ONLY)) {
            return groupVersion(snapshot);
        }
    }

    /** One version for all groups: coarser than App Engine's, and as it promises, positive and growing with each commit. */
    static long groupVersion(StorageTransaction snapshot) {
        return Math.max(1, snapshot.stateVersion());
    }

    @Override
    public Transaction begin(TransactionOptions options) {
        return beginLocal(options);
    }

    /**
     * Takes part in a transaction that somebody else commits.
     *
     * @param storage begun by the engine of this datastore; closed when the transaction ends
     * @param options the access must be that of the storage's transaction
     * @return a transaction for the owner's thread
     */
    public JoinedTransaction join(JoinedStorageTransaction storage, TransactionOptions options) {
        return new JoinedLocalTransaction(this, options, storage, now());
    }

    private LocalTransaction beginLocal(TransactionOptions options) {
        TransactionMode mode =
                switch (options.access()) {
                    case READ_WRITE -> TransactionMode.READ_WRITE;
                    case READ_ONLY -> TransactionMode.READ_ONLY;
                    case READ_SERIAL -> TransactionMode.READ_SERIAL;
                };
        Instant readTime = options.readTime();
        StorageTransaction storage = readTime == null ? engine.begin(mode) : engine.beginAt(readTime);
        return new LocalTransaction(
                this, options, mode == TransactionMode.READ_ONLY ? storage : new ConflictTranslation(storage), now());
    }

    @Override
    public <T extends @Nullable Object> T runInTransaction(TransactionOptions options, TransactionWork<T> work) {
        return attempt(options, transaction -> {
            T result = work.run(transaction);
            if (transaction.state() == Transaction.State.ACTIVE) {
                transaction.commit();
            }
            return result;
        });
    }

    private <T extends @Nullable Object> T attempt(TransactionOptions options, Function<LocalTransaction, T> work) {
        for (int attempt = 1; ; attempt++) {
            try (LocalTransaction transaction = beginLocal(options)) {
                return work.apply(transaction);
            } catch (ConcurrentTransactionException e) {
                if (attempt >= options.attempts()) {
                    throw e;
                }
            }
            Backoff.pause(attempt);
        }
    }

    @Override
    public List<Key> allocateIds(List<Key> incomplete) {
        return ids.allocate(ownKeys.own(incomplete));
    }

    /** Gives ids to the incomplete ones of some keys, see {@link Ids#complete}. */
    List<Key> complete(List<Key> keys, LongConsumer asOf) {
        return ids.complete(keys, asOf);
    }

    @Override
    public IdRange allocateIdRange(Key incomplete, int count) {
        return ids.block(ownKeys.own(incomplete), count);
    }

    @Override
    public void allocateIdRange(Key incomplete, long start, long end) {
        ids.range(ownKeys.own(incomplete), start, end);
    }

    @Override
    public void reserveIds(Collection<Key> keys) {
        ids.reserve(ownKeys.own(keys));
    }

    /** Refuses another application's key, and makes one of an accepted application an own one. */
    OwnKeys ownKeys() {
        return ownKeys;
    }

    /** Refuses another application's key, and one with reserved names. */
    void checkStorable(Key key) {
        WriteBuffer.checkKey(ownKeys.own(key));
    }

    /** Refuses another application's key, and an incomplete one. */
    Key checkUsable(Key key) {
        Key own = ownKeys.own(key);
        checkComplete(own);
        return own;
    }

    /** Refuses an incomplete key. */
    static void checkComplete(Key key) {
        if (key.isIncomplete()) {
            throw new InvalidKeyException("Key " + key + " is incomplete; this call needs a complete key.");
        }
    }

    <T> T observe(DatastoreObserver.Operation operation, Supplier<T> call) {
        if (observer == DatastoreObserver.NONE) {
            return call.get();
        }
        long start = System.nanoTime();
        DatastoreObserver.Outcome outcome = DatastoreObserver.Outcome.ERROR;
        try {
            T result = call.get();
            outcome = DatastoreObserver.Outcome.SUCCESS;
            return result;
        } catch (ConcurrentTransactionException e) {
            outcome = DatastoreObserver.Outcome.CONFLICT;
            throw e;
        } finally {
            observer.finished(operation, outcome, System.nanoTime() - start);
        }
    }

    /** Collects the settings of a datastore. For one thread. */
    public static final class Builder {

        private final StorageEngine engine;
        private Partition partition = Partition.DEFAULT;
        private Set<String> acceptedApps = Set.of();
        private Clock clock = Clock.systemUTC();
        private DatastoreObserver observer = DatastoreObserver.NONE;
        private QueryObserver queryObserver = QueryObserver.NONE;
        private int maxSortRows = DEFAULT_MAX_SORT_ROWS;
        private MissingIndex missingIndex = MissingIndex.ALLOW;

        private Builder(StorageEngine engine) {
            this.engine = engine;
        }

        /**
         * Sets the application id of all keys, and the namespace of queries and keys that name none.
         *
         * @param changed application id and namespace
         * @return this builder
         */
        public Builder partition(Partition changed) {
            this.partition = changed;
            return this;
        }

        /**
         * Sets the applications whose keys may be used here like own ones: those under whose ids keys were made before a move, such as {@code s~guestbook}.
         * Wherever a call names such a key, also as an ancestor or in a filter on the key, it means the key of the same path and namespace in the datastore's own
         * application, and results carry that one. Key values of properties are not touched: they come back as they were stored, and a filter finds only
         * those of the application it names ({@link Key#withApp} makes the other form; an IN filter takes both).
         *
         * @param changed application ids; none by default
         * @return this builder
         * @throws InvalidKeyException if one is empty
         */
        public Builder acceptApps(Set<String> changed) {
            changed.forEach(app -> new Partition(app, ""));
            this.acceptedApps = Set.copyOf(changed);
            return this;
        }

        /**
         * Sets the clock that ends transactions.
         *
         * @param changed the clock
         * @return this builder
         */
        public Builder clock(Clock changed) {
            this.clock = changed;
            return this;
        }

        /**
         * Sets who is told about calls.
         *
         * @param changed the observer
         * @return this builder
         */
        public Builder observer(DatastoreObserver changed) {
            this.observer = changed;
            return this;
        }

        /**
         * Who is told about queries when they have run.
         *
         * @param changed an observer; by default nobody is told
         * @return this
         */
        public Builder queryObserver(QueryObserver changed) {
            this.queryObserver = changed;
            return this;
        }

        /**
         * Sets what happens to queries without a composite index of their own.
         *
         * @param changed {@link MissingIndex#ALLOW} if not set
         * @return this builder
         */
        public Builder missingIndex(MissingIndex changed) {
            this.missingIndex = changed;
            return this;
        }

        /**
         * Limits how much a query may sort in memory, where no index gives its order. A query that would hold more fails with a
         * {@link dev.kindred.datastore.query.SortLimitException}. One that has a limit holds no more rows than its limit and offset.
         *
         * @param rows the most rows of one sort, entities included; at least 1. {@link LocalDatastore#DEFAULT_MAX_SORT_ROWS} if not set
         * @return this builder
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder maxSortRows(int rows) {
            if (rows < 1) {
                throw new IllegalArgumentException("A query must be able to sort a row; the limit is " + rows + ".");
            }
            this.maxSortRows = rows;
            return this;
        }

        /**
         * The datastore. Nothing is opened yet.
         *
         * @return a new datastore
         */
        public LocalDatastore build() {
            return new LocalDatastore(this);
        }
    }
}
