package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.EntityOperations;
import dev.kindred.datastore.QueryResults;
import dev.kindred.datastore.Transaction;
import dev.kindred.datastore.TransactionOptions;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.AggregationQuery;
import dev.kindred.datastore.query.AggregationResult;
import dev.kindred.datastore.query.Cursor;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.Gql;
import dev.kindred.datastore.query.GqlBindings;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.convert.DatastoreConverter;
import dev.kindred.datastore.spring.data.convert.References;
import dev.kindred.datastore.spring.data.event.DatastoreEvent;
import dev.kindred.datastore.spring.data.event.EntityEvents;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentEntity;
import dev.kindred.datastore.spring.data.mapping.Ref;
import dev.kindred.datastore.spring.data.mapping.TypeHierarchy;
import dev.kindred.datastore.spring.data.observation.DatastoreObservationConvention;
import dev.kindred.datastore.spring.data.tenancy.Tenancy;
import dev.kindred.datastore.spring.data.transaction.DatastoreExceptionTranslator;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactionManager;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactions;
import dev.kindred.datastore.spring.data.transaction.RetryObserver;
import dev.kindred.datastore.spring.data.transaction.RetryPolicy;
import io.micrometer.observation.ObservationRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.CacheManager;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.dao.EmptyResultDataAccessException;
import org.springframework.dao.IncorrectResultSizeDataAccessException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Window;
import org.springframework.data.mapping.callback.EntityCallbacks;
import org.springframework.data.projection.SpelAwareProxyProjectionFactory;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.ClassUtils;

/**
 * {@link DatastoreOperations} over a {@link Datastore}. As a bean it calls the callbacks that are beans of its application context, has objects audited if
 * {@code @EnableDatastoreAuditing} is there, and publishes {@link DatastoreEvent}s to the context; without a context it does nothing of the kind.
 */
public final class DatastoreTemplate implements DatastoreOperations, ApplicationContextAware {

    private static final int DELETE_BATCH = 500;
    /** How many objects share their lookups where what they refer to is loaded with them. */
    private static final int STREAMED_AT_A_TIME = 100;

    private final ScopedDatastore datastore;
    private final DatastoreConverter converter;
    private final PropertyFilters filters;
    private final EntityLifecycle lifecycle;
    private final SingleLookups singleLookups;
    private final Saving saving;
    private final Updating updating;
    private final SpelAwareProxyProjectionFactory views;
    private final Projector projector;
    private final Scrolling scrolling;
    private final Cascading cascading = new Cascading(this);
    private final TransactionTemplate transactions;
    private final Uniqueness uniqueness;
    private final EntityCaches caches;
    private final RetryPolicy retry;
    private final DatastoreExceptionTranslator translator = new DatastoreExceptionTranslator();
    private RetryObserver retries = RetryObserver.NONE;
    private Observations observations = Observations.NONE;

    /**
     * A template with default retries.
     *
     * @param datastore where the entities are
     * @param converter what turns objects into entities
     */
    public DatastoreTemplate(Datastore datastore, DatastoreConverter converter) {
        this(datastore, converter, new DatastoreTransactionManager(datastore), RetryPolicy.DEFAULT);
    }

    /**
     * A template.
     *
     * @param datastore where the entities are
     * @param converter what turns objects into entities
     * @param transactionManager begins the transactions of {@link #performTransaction}
     * @param retry how often and when those are repeated that conflict
     */
    public DatastoreTemplate(
            Datastore datastore,
            DatastoreConverter converter,
            DatastoreTransactionManager transactionManager,
            RetryPolicy retry) {
        this(
                ScopedDatastore.of(datastore, converter.getMappingContext()),
                converter,
                new EntityLifecycle(),
                new SingleLookups(),
                new SpelAwareProxyProjectionFactory(),
                new TransactionTemplate(transactionManager),
                retry,
                new Uniqueness(datastore, converter.getMappingContext()),
                new EntityCaches(datastore, converter.getMappingContext()));
    }

    /** A template or a view, which shares with its template all but the namespace. */
    private DatastoreTemplate(
            ScopedDatastore datastore,
            DatastoreConverter converter,
            EntityLifecycle lifecycle,
            SingleLookups singleLookups,
            SpelAwareProxyProjectionFactory views,
            TransactionTemplate transactions,
            RetryPolicy retry,
            Uniqueness uniqueness,
            EntityCaches caches) {
        this.datastore = datastore;
        this.converter = converter;
        this.lifecycle = lifecycle;
        this.singleLookups = singleLookups;
        this.views = views;
        this.filters = new PropertyFilters(converter, datastore::partition);
        this.transactions = transactions;
        this.retry = retry;
        this.uniqueness = uniqueness;
        this.caches = caches;
        this.saving = new Saving(datastore, converter, this, lifecycle);
        this.projector = new Projector(views, converter);
        this.updating = new Updating(datastore, converter, this, lifecycle);
        this.scrolling = new Scrolling(this);
    }

    @Override
    public DatastoreTemplate inNamespace(String namespace) {
        return translated(() -> {
            DatastoreTemplate view = new DatastoreTemplate(
                    datastore.in(namespace),
                    converter,
                    lifecycle,
                    singleLookups,
                    views,
                    transactions,
                    retry,
                    uniqueness,
                    caches);
            view.retries = retries;
            view.observations = observations;
            return view;
        });
    }

    /** This template, in the namespace of this call whatever the thread is in later. */
    DatastoreTemplate here() {
        String namespace = datastore.rules.scope();
        return namespace == null ? this : inNamespace(namespace);
    }

    /**
     * Sets where calls are observed, each that this template makes to the datastore, for itself or for a repository, once. To be called before the first use.
     *
     * @param registry the registry; nothing is observed unless it is set and has a handler
     * @param convention names and keys; null for the default or that of the registry
     */
    public void setObservationRegistry(
            ObservationRegistry registry, @Nullable DatastoreObservationConvention convention) {
        observations = new Observations(registry, convention);
    }

    /**
     * Sets how the namespace of a call is found. To be called before the first use.
     *
     * @param choice {@link Tenancy#DEFAULT} unless it is set
     */
    public void setTenancy(Tenancy choice) {
        datastore.setTenancy(choice);
    }

    /**
     * Sets where callbacks, auditing and listeners are found; with the first use, so that they may use this template. To be called before that.
     *
     * @param context the context
     */
    @Override
    public void setApplicationContext(ApplicationContext context) {
        lifecycle.setApplicationContext(context);
        views.setBeanFactory(context);
        caches.setManagers(() -> context.getBeanProvider(CacheManager.class).getIfUnique());
    }

    /**
     * Sets where the caches of {@link dev.kindred.datastore.spring.data.mapping.Cached} kinds are, instead of the one {@code CacheManager} of the application context. To be called before the first
     * use.
     *
     * @param manager has the caches, or makes them
     */
    public void setCacheManager(CacheManager manager) {
        caches.setManagers(() -> manager);
    }

    /**
     * Sets the callbacks, instead of those that are beans. To be called before the first use.
     *
     * @param callbacks the callbacks
     */
    public void setEntityCallbacks(EntityCallbacks callbacks) {
        lifecycle.setEntityCallbacks(callbacks);
    }

    /**
     * Sets whether events are published. To be called before the first use.
     *
     * @param events published by default, if there is an application context
     */
    public void setEntityEvents(EntityEvents events) {
        lifecycle.setEntityEvents(events);
    }

    /**
     * Sets from when on a warning is given about references that are loaded one by one: once for each query method.
     *
     * @param lookups how many lookups of one reference each the results of one call may lead to, 10 by default; 0 for any number
     */
    public void setFetchWarningThreshold(int lookups) {
        singleLookups.setThreshold(lookups);
    }

    /**
     * Sets who is told of {@link #performTransaction}'s conflicts. To be called before the first use.
     *
     * @param observer nobody unless it is set
     */
    public void setRetryObserver(RetryObserver observer) {
        this.retries = observer;
    }

    // Reading

    @Override
    public <T> Optional<T> findById(Object id, Class<T> type) {
        return findEntity(id, type).map(entity -> fromEntity(entity, type));
    }

    private Optional<Entity> findEntity(Object id, Class<?> type) {
        Key key = translated(() -> key(id, type));
        return execute(entities -> Optional.ofNullable(entities.find(key)))
                .filter(entity -> converter.isInstance(type, entity));
    }

    @Override
    public <T> T getById(Object id, Class<T> type) {
        return findById(id, type)
                .orElseThrow(() -> new EmptyResultDataAccessException(
                        "There is no " + type.getName() + " with id \"" + id + "\" (kind \""
                                + entity(type).getKind() + "\").",
                        1));
    }

    @Override
    public <T> List<T> findAllById(Iterable<?> ids, Class<T> type) {
        List<Key> keys = translated(() -> keys(ids, type));
        List<@Nullable Entity> found = execute(entities -> entities.findAll(keys));
        List<Entity> objects = new ArrayList<>(found.size());
        for (Entity entity : found) {
            if (entity != null && converter.isInstance(type, entity)) {
                objects.add(entity);
            }
        }
        return fromEntities(objects, type);
    }

    @Override
    public <K, T> Map<K, T> findAllByIdAsMap(Iterable<K> ids, Class<T> type) {
        Map<K, Key> keys = new LinkedHashMap<>();
        ids.forEach(id -> keys.put(id, createKey(type, id)));
        List<@Nullable Entity> found = execute(entities -> entities.findAll(List.copyOf(keys.values())));
        List<K> ofFound = new ArrayList<>();
        List<Entity> objects = new ArrayList<>();
        int next = 0;
        for (K id : keys.keySet()) {
            Entity entity = found.get(next++);
            if (entity != null && converter.isInstance(type, entity)) {
                ofFound.add(id);
                objects.add(entity);
            }
        }
        Map<K, T> byId = new LinkedHashMap<>();
        List<T> read = fromEntities(objects, type);
        for (int i = 0; i < read.size(); i++) {
            byId.put(ofFound.get(i), read.get(i));
        }
        return byId;
    }

    @Override
    public Optional<Map<String, @Nullable Object>> findByIdAsMap(Object id, Class<?> type) {
        return findEntity(id, type).map(converter::toMap);
    }

    @Override
    public Optional<Map<String, @Nullable Object>> findByIdAsMap(Key key) {
        return execute(entities -> Optional.ofNullable(entities.find(key))).map(converter::toMap);
    }

    @Override
    public Key writeMap(Key key, Map<String, ?> values) {
        checkWritable();
        Entity entity = converter.fromMap(key, values);
        return execute(entities -> entities.put(entity));
    }

    @Override
    public <T> List<T> findAll(Class<T> type) {
        return find(all(type), type);
    }

    @Override
    public boolean existsById(Object id, Class<?> type) {
        return findEntity(id, type).isPresent();
    }

    @Override
    public <T> List<T> find(Query query, Class<T> type) {
        return find(query, type, FetchPlan.NONE);
    }

    @Override
    public <T> List<T> find(Query query, Class<T> type, FetchPlan plan) {
        return fromEntities(execute(entities -> entities.run(query).toList()), type, plan);
    }

    @Override
    public <T> Optional<T> findOne(Query query, Class<T> type) {
        int limit = query.limit() < 0 ? 2 : Math.min(query.limit(), 2);
        List<T> found = find(query.limit(limit), type);
        if (found.size() > 1) {
            throw new IncorrectResultSizeDataAccessException(
                    "Query " + query + " finds more than one " + type.getName() + "; limit it to 1 to take the first.",
                    1,
                    found.size());
        }
        return found.stream().findFirst();
    }

    @Override
    public <T> Stream<T> stream(Query query, Class<T> type) {
        return stream(query, type, FetchPlan.NONE);
    }

    @Override
    public <T> Stream<T> stream(Query query, Class<T> type, FetchPlan plan) {
        SingleLookups.Counter lookups = singleLookups.of(plan, type);
        // What is referred to is looked up while the stream is read, perhaps by somebody in another namespace.
        DatastoreTemplate here = converter.refers(type) ? here() : this;
        return stream(query, chunk(type), entities -> here.fromEntities(entities, type, plan, lookups));
    }

    int chunk(Class<?> type) {
        return converter.refers(type) ? STREAMED_AT_A_TIME : 1;
    }

    <T> Stream<T> stream(Query query, int chunk, Function<List<Entity>, List<T>> reader) {
        QueryResults results = execute(entities -> entities.run(query));
        Spliterators.AbstractSpliterator<T> elements =
                new Spliterators.AbstractSpliterator<>(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL) {
                    private Iterator<T> ready = Collections.emptyIterator();

                    @Override
                    public boolean tryAdvance(Consumer<? super T> action) {
                        if (!ready.hasNext()) {
                            ready = reader.apply(next(results, chunk)).iterator();
                        }
                        if (!ready.hasNext()) {
                            results.close();
                            return false;
                        }
                        action.accept(ready.next());
                        return true;
                    }
                };
        return StreamSupport.stream(elements, false).onClose(results::close);
    }

    private List<Entity> next(QueryResults results, int most) {
        return execute(entities -> {
            List<Entity> next = new ArrayList<>(most);
            while (next.size() < most && results.hasNext()) {
                next.add(results.next());
            }
            return next;
        });
    }

    @Override
    public <T> Window<T> scroll(Query query, ScrollPosition position, Class<T> type) {
        return scroll(query, position, type, FetchPlan.NONE);
    }

    @Override
    public <T> Window<T> scroll(Query query, ScrollPosition position, Class<T> type, FetchPlan plan) {
        return scroll(query, position, entities -> fromEntities(entities, type, plan));
    }

    <T> Window<T> scroll(Query query, ScrollPosition position, Function<List<Entity>, List<T>> reader) {
        return scrolling.scroll(query, position, reader);
    }

    @Override
    public ScrollPosition position(@Nullable Cursor cursor) {
        return Scrolling.position(cursor);
    }

    @Override
    public @Nullable Cursor cursor(ScrollPosition position) {
        return translated(() -> Optional.ofNullable(Scrolling.cursor(position))).orElse(null);
    }

    @Override
    public List<Key> keys(Query query) {
        List<Entity> found = execute(entities -> entities.run(query.keysOnly()).toList());
        return found.stream().map(Entity::key).toList();
    }

    @Override
    public long count(Class<?> type) {
        return count(all(type));
    }

    @Override
    public long count(Query query) {
        return execute(entities -> entities.count(query));
    }

    @Override
    public boolean exists(Query query) {
        return query.limit() != 0 && count(query.keysOnly().limit(1)) > 0;
    }

    // Writing

    @Override
    public <T> T save(T instance) {
        return saveAll(List.of(instance)).get(0);
    }

    @Override
    public <T> T save(T instance, Key ancestor, Key... further) {
        checkWritable();
        return save(translated(() -> Ancestry.place(instance, ancestor, List.of(further), this)));
    }

    @Override
    public <T> List<T> saveAll(Iterable<? extends T> instances) {
        checkWritable();
        return translated(() -> cascading.save(instances, saving::save));
    }

    @Override
    public <T> List<SaveOutcome<T>> saveEach(
            Iterable<? extends T> instances, Consumer<? super SaveOutcome<T>> progress) {
        if (DatastoreTransactions.current(datastore) != null) {
            throw new InvalidDataAccessApiUsageException(
                    "Cannot save each of several objects for itself in a transaction, which stores all or nothing; use saveAll, or call it outside.");
        }
        return SavingEach.run(instances, this::saveAll, progress);
    }

    @Override
    public <T> T insert(T instance) {
        return insertAll(List.of(instance)).get(0);
    }

    @Override
    public <T> List<T> insertAll(Iterable<? extends T> instances) {
        checkWritable();
        return translated(() -> cascading.save(instances, saving::insert));
    }

    @Override
    public <T> T update(T instance) {
        return updateAll(List.of(instance)).get(0);
    }

    @Override
    public <T> List<T> updateAll(Iterable<? extends T> instances) {
        checkWritable();
        return translated(() -> cascading.save(instances, saving::update));
    }

    @Override
    public <T> PartialUpdate<T> update(Object id, Class<T> type) {
        return updateAll(List.of(id), type);
    }

    @Override
    public <T> PartialUpdate<T> updateAll(Iterable<?> ids, Class<T> type) {
        return new PartialUpdate<>(updating, translated(() -> keys(ids, type)), type);
    }

    @Override
    public void delete(Object instance) {
        deleteAll(List.of(instance));
    }

    @Override
    public void deleteAll(Iterable<?> instances) {
        checkWritable();
        translated(() -> {
            cascading.delete(instances, () -> saving.delete(instances));
            return true;
        });
    }

    @Override
    public void deleteById(Object id, Class<?> type) {
        deleteAllById(List.of(id), type);
    }

    @Override
    public void deleteAllById(Iterable<?> ids, Class<?> type) {
        List<Key> keys = translated(() -> keys(ids, type));
        if (cascading.deletes(type)) {
            performTransaction(transaction -> {
                deleteAll(findAllById(keys, type));
                return true;
            });
        } else if (discriminating(type) == null) {
            deleteKeys(keys, key -> type);
        } else {
            performTransaction(transaction -> {
                List<@Nullable Entity> found = execute(entities -> entities.findAll(keys));
                List<Key> ofType = found.stream()
                        .filter(entity -> entity != null && converter.isInstance(type, entity))
                        .map(Entity::key)
                        .toList();
                deleteKeys(ofType, key -> type);
                return true;
            });
        }
    }

    @Override
    public long deleteAll(Class<?> type) {
        return deleteAll(all(type), key -> type);
    }

    @Override
    public long deleteAll(Query query) {
        return deleteAll(query, this::typeOf);
    }

    private long deleteAll(Query query, Function<Key, Class<?>> types) {
        if (DatastoreTransactions.current(datastore) != null) {
            List<Key> all = keys(query);
            deleteKeys(all, types);
            return all.size();
        }
        long deleted = 0;
        List<Key> batch = new ArrayList<>(DELETE_BATCH);
        try (Stream<Key> keys = streamKeys(query)) {
            for (Key key : (Iterable<Key>) keys::iterator) {
                batch.add(key);
                if (batch.size() == DELETE_BATCH) {
                    deleteKeys(batch, types);
                    deleted += batch.size();
                    batch.clear();
                }
            }
        }
        deleteKeys(batch, types);
        return deleted + batch.size();
    }

    private Stream<Key> streamKeys(Query query) {
        QueryResults results = execute(entities -> entities.run(query.keysOnly()));
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(results, Spliterator.ORDERED), false)
                .map(Entity::key)
                .onClose(results::close);
    }

    private void deleteKeys(List<Key> keys, Function<Key, Class<?>> types) {
        if (!keys.isEmpty()) {
            checkWritable();
            lifecycle.beforeDelete(keys, types);
            execute(entities -> {
                entities.delete(keys);
                return true;
            });
            lifecycle.afterDelete(keys, types);
        }
    }

    /** The type of which a kind's objects are, as far as one is known of which all of them are. */
    private Class<?> typeOf(Key key) {
        List<Class<?>> types = new ArrayList<>();
        for (DatastorePersistentEntity<?> known : converter.getMappingContext().getPersistentEntities()) {
            if (known.hasIdProperty() && known.getKind().equals(key.kind())) {
                types.add(known.getType());
            }
        }
        return types.stream()
                .filter(type -> types.stream().allMatch(type::isAssignableFrom))
                .<Class<?>>map(type -> type)
                .findFirst()
                .orElse(Object.class);
    }

    /** The datastore would refuse it too, but could not say what to look for in a Spring application. */
    void checkWritable() {
        if (datastore.target() instanceof PastDatastore past) {
            throw past.refused();
        }
        Transaction transaction = DatastoreTransactions.current(datastore);
        if (transaction != null && transaction.options().access().isReading()) {
            throw new InvalidDataAccessApiUsageException(
                    "Cannot write in a read-only transaction; take readOnly off the outermost @Transactional, or write in one with REQUIRES_NEW.");
        }
    }

    // Keys, queries, conversion

    @Override
    public <T> ObjectQuery<T, T> query(Class<T> type) {
        return ObjectQuery.of(new TypedSubject<>(this, type, all(type)), type);
    }

    @Override
    public ObjectQuery<Entity, Entity> query(String kind) {
        return ObjectQuery.of(new EntitySubject(this, translated(() -> Query.kind(kind))), Entity.class);
    }

    @Override
    public GqlRequest gql(String gql, @Nullable Object... arguments) {
        GqlRequest request = new GqlRequest(
                this, translated(() -> Gql.parse(gql)), GqlBindings.none().in(datastore.partition()));
        for (Object argument : arguments) {
            request = request.bindNext(argument);
        }
        return request;
    }

    Projector projector() {
        return projector;
    }

    private Query all(Class<?> type) {
        Query all = Query.kind(entity(type).getKind());
        Filter discriminating = discriminating(type);
        return discriminating == null ? all : all.filter(discriminating);
    }

    /** What tells a type's entities from others of its kind; null if there are no others. */
    private @Nullable Filter discriminating(Class<?> type) {
        TypeHierarchy hierarchy = entity(type).getHierarchy();
        if (hierarchy == null || hierarchy.base() == type) {
            return null;
        }
        List<Value> values = hierarchy.valuesOf(type).stream().map(Value::of).toList();
        return values.size() == 1
                ? Filter.of(hierarchy.property(), Operator.EQUAL, values.get(0))
                : Filter.of(hierarchy.property(), Operator.IN, Value.of(values));
    }

    @Override
    public PropertyFilters filters() {
        return filters;
    }

    @Override
    public Key getKey(Object instance) {
        datastore.rules.namespace(
                "make a key of", entity(ClassUtils.getUserClass(instance)).getKind());
        return translated(() -> converter.getKey(instance, datastore.partition()));
    }

    @Override
    public <T> Ref<T> ref(T object) {
        Key key = getKey(object);
        if (key.isIncomplete()) {
            throw new InvalidDataAccessApiUsageException("Cannot refer to a new "
                    + object.getClass().getName()
                    + ", which has no id yet; save it first, and refer to what the save returns.");
        }
        return Ref.of(key, object);
    }

    @Override
    public Key createKey(Class<?> type, Object id) {
        datastore.rules.namespace("make a key of", entity(type).getKind());
        return translated(() -> key(id, type));
    }

    @Override
    public Key createKey(Class<?> type, Object id, Key parent) {
        return translated(() -> converter.toKey(id, type, parent));
    }

    @Override
    public List<Key> allocateKeys(Class<?> type, int count) {
        String kind = entity(type).getKind();
        Key incomplete = datastore.rules.partition(kind).incompleteKey(kind);
        return translated(() -> datastore.allocateIds(Collections.nCopies(count, incomplete)));
    }

    @Override
    public void reserveIds(Class<?> type, Iterable<?> ids) {
        translated(() -> {
            datastore.reserveIds(keys(ids, type));
            return true;
        });
    }

    @Override
    public List<String> kinds() {
        return translated(() -> datastore.metadata().kinds());
    }

    @Override
    public List<String> namespaces() {
        return translated(() -> datastore.metadata().namespaces());
    }

    @Override
    public SortedMap<String, SortedSet<String>> properties(String kind) {
        return translated(() -> datastore.metadata().kindProperties(kind));
    }

    @Override
    public DatastoreOperations readAt(Instant moment) {
        Datastore past = new PastDatastore(datastore.target(), moment);
        DatastoreTemplate view = new DatastoreTemplate(
                datastore.over(past),
                converter,
                lifecycle,
                singleLookups,
                views,
                new TransactionTemplate(new DatastoreTransactionManager(past)),
                retry,
                uniqueness,
                new EntityCaches(past, new DatastoreMappingContext())); // Caches know the present alone.
        view.observations = observations;
        return view;
    }

    @Override
    public AggregationResult aggregate(AggregationQuery query) {
        return execute(entities -> entities.aggregate(query));
    }

    @Override
    public Entity toEntity(Object instance) {
        return translated(() -> converter.write(instance, datastore.partition()));
    }

    @Override
    public <T> T fromEntity(Entity entity, Class<T> type) {
        return fromEntities(List.of(entity), type).get(0);
    }

    @Override
    public <T> List<T> fromEntities(Collection<Entity> entities, Class<T> type) {
        return fromEntities(entities, type, FetchPlan.NONE);
    }

    @Override
    public <T> List<T> fromEntities(Collection<Entity> entities, Class<T> type, FetchPlan plan) {
        return fromEntities(entities, type, plan, singleLookups.of(plan, type));
    }

    private <T> List<T> fromEntities(
            Collection<Entity> entities, Class<T> type, FetchPlan plan, SingleLookups.Counter lookups) {
        if (converter.refers(type)) {
            return new Loading(this, lookups).read(type, entities, plan);
        }
        List<T> objects = new ArrayList<>(entities.size());
        for (Entity entity : entities) {
            objects.add(convert(type, entity, References.NONE));
        }
        return objects;
    }

    <T> T convert(Class<T> type, Entity entity, References references) {
        lifecycle.afterLoad(entity, type);
        return lifecycle.afterConvert(converter.read(type, entity, references), entity);
    }

    private DatastorePersistentEntity<?> entity(Class<?> type) {
        return converter.getMappingContext().getRequiredPersistentEntity(type);
    }

    private Key key(Object id, Class<?> type) {
        return converter.toKey(id, type, datastore.partition());
    }

    private List<Key> keys(Iterable<?> ids, Class<?> type) {
        List<Key> keys = new ArrayList<>();
        ids.forEach(id -> keys.add(key(id, type)));
        return keys;
    }

    // Transactions

    @Override
    public <R extends @Nullable Object> R performTransaction(Function<DatastoreOperations, R> work) {
        return DatastoreTransactions.current(datastore) != null ? work.apply(this) : inNewTransaction(work);
    }

    @SuppressWarnings("NullAway") // The result is as nullable as that of the work.
    private <R extends @Nullable Object> R inNewTransaction(Function<DatastoreOperations, R> work) {
        return retry.run("performTransaction", () -> transactions.execute(status -> work.apply(this)), retries);
    }

    @Override
    public <R extends @Nullable Object> R execute(DatastoreCallback<R> callback) {
        Transaction transaction = DatastoreTransactions.current(datastore);
        try {
            EntityOperations entities =
                    datastore.scoped(GuardedOperations.of(datastore.target(), transaction, uniqueness, caches));
            return callback.doInDatastore(observations.of(entities));
        } catch (RuntimeException e) {
            throw translator.translate(e);
        }
    }

    /** Reads and changes entities in a transaction that is not the thread's, as strictly as {@link #execute}. */
    <R> R executeInOwnTransaction(
            TransactionOptions options, Collection<Key> changed, Function<EntityOperations, R> work) {
        return translated(
                () -> caches.changing(changed, null, () -> datastore.target().runInTransaction(options, transaction -> {
                    EntityOperations guarded =
                            GuardedOperations.of(datastore.target(), transaction, uniqueness, caches);
                    return work.apply(observations.of(datastore.scoped(guarded)));
                })));
    }

    <R extends @Nullable Object> R translated(Supplier<R> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            throw translator.translate(e);
        }
    }

    @Override
    public DatastoreConverter getConverter() {
        return converter;
    }

    @Override
    public Datastore getDatastore() {
        return datastore;
    }
}
