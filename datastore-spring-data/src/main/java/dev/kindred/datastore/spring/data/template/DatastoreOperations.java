package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.query.AggregationQuery;
import dev.kindred.datastore.query.AggregationResult;
import dev.kindred.datastore.query.Cursor;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.convert.DatastoreConverter;
import dev.kindred.datastore.spring.data.convert.PropertyMappingException;
import dev.kindred.datastore.spring.data.mapping.Ref;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.EmptyResultDataAccessException;
import org.springframework.dao.IncorrectResultSizeDataAccessException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Window;

/**
 * Stores and finds objects. Every call joins the transaction of its thread, reads included, and sees what that transaction wrote; without one it
 * stands for itself: committed, durably, when it returns.
 *
 * <p>Saving returns the saved object. Its id, parent and version are set, on the object itself where its fields can be changed, on a copy where they cannot:
 * go on with what is returned. Ids of type {@code long} and {@code Key} are allocated where they are 0 or null, spread over 53 bits; those of type {@code int}
 * are counted up, by kind and parent; {@code UUID}s are made at random. Other ids have to be given, unless {@code @GeneratedId} says how to make them. A {@code @Version} is compared on save, update and delete.
 *
 * <p>A type below a {@code @Discriminator} means its own objects and those of the types below it, in every call that names a type; the base means all of the kind.
 *
 * <p>An id may always be given as complete {@code Key}; for a type with a {@code @Parent} it must be.
 *
 * <p>Every call is in a namespace: the one that the kind is pinned to, that of {@link #inNamespace}, that of {@code Namespaces.run} or of the
 * {@code NamespaceResolver}, or else the configured one. In all but the last case keys and queries of other namespaces are refused by a
 * {@code ForeignNamespaceException}; where a namespace is required, calls without one are by a {@code NamespaceRequiredException}.
 *
 * <p>Failures are {@link DataAccessException}s, except a type that cannot be mapped ({@code MappingException}, of which
 * {@link PropertyMappingException} names the property). Safe for all threads.
 */
public interface DatastoreOperations {

    /**
     * Finds an object.
     *
     * @param <T> the type
     * @param id the id, or the key
     * @param type the type
     * @return the object, or empty if there is none
     */
    <T> Optional<T> findById(Object id, Class<T> type);

    /**
     * Reads an object that must be there.
     *
     * @param <T> the type
     * @param id the id, or the key
     * @param type the type
     * @return the object
     * @throws EmptyResultDataAccessException if there is none
     */
    <T> T getById(Object id, Class<T> type);

    /**
     * Finds several objects in one lookup.
     *
     * @param <T> the type
     * @param ids ids or keys
     * @param type the type
     * @return the objects in the order of the ids, an id given twice answered twice, absent ones left out
     */
    <T> List<T> findAllById(Iterable<?> ids, Class<T> type);

    /**
     * Finds several objects in one lookup, by id.
     *
     * @param <K> the type of the ids
     * @param <T> the type
     * @param ids ids or keys
     * @param type the type
     * @return a new map in the order of the ids, absent ones left out
     */
    <K, T> Map<K, T> findAllByIdAsMap(Iterable<K> ids, Class<T> type);

    /**
     * Finds an entity as it is stored.
     *
     * @param id the id, or the key
     * @param type a type of its kind
     * @return its properties by their stored names: {@code Long}, {@code Double}, {@code Boolean}, {@code String}, {@code Instant}, {@code ByteString},
     *     {@code Key}, {@code GeoPoint}, {@code List}, {@code Map} or null; empty if there is none
     */
    Optional<Map<String, @Nullable Object>> findByIdAsMap(Object id, Class<?> type);

    /**
     * Finds an entity as it is stored, of a kind that needs no type.
     *
     * @param key the complete key
     * @return as {@link #findByIdAsMap(Object, Class)}
     */
    Optional<Map<String, @Nullable Object>> findByIdAsMap(Key key);

    /**
     * Stores an entity that needs no type, new or in place of the one with its key, of which nothing is kept. Callbacks, versions and auditing take no part.
     *
     * @param key the key; an incomplete one gets a new id
     * @param values the properties by their stored names, each stored as a field of its own class would be, null included; byte arrays are not indexed, all else is
     * @return the complete key
     * @throws PropertyMappingException if the class of a value has no stored form; nothing is stored then
     */
    Key writeMap(Key key, Map<String, ?> values);

    /**
     * Reads all objects of a type into memory.
     *
     * @param <T> the type
     * @param type the type
     * @return all of the kind, by key
     */
    <T> List<T> findAll(Class<T> type);

    /**
     * Whether there is an object.
     *
     * @param id the id, or the key
     * @param type the type
     * @return true if it is stored
     */
    boolean existsById(Object id, Class<?> type);

    /**
     * Stores an object, new or in place of the one with its key.
     *
     * @param <T> the type
     * @param instance the object
     * @return the saved object
     * @throws OptimisticLockingFailureException if its version is not the stored one's
     * @throws DuplicateKeyException if it has a version, is new by it, and its key is taken
     */
    <T> T save(T instance);

    /**
     * Stores an object below others, for types that have no {@code @Parent}: their id is the whole {@code Key}.
     *
     * @param <T> the type
     * @param instance the object; without an id it gets one below the ancestors, with one it has to be below them
     * @param ancestor the key of an ancestor
     * @param further the kinds and ids of ancestors below it, from the outermost inwards; what these keys have above them does not matter
     * @return the saved object
     * @throws InvalidDataAccessApiUsageException if the type has a {@code @Parent} or its id is no {@code Key}, or the object has a key elsewhere; nothing is stored then
     */
    <T> T save(T instance, Key ancestor, Key... further);

    /**
     * Stores several objects, of one type or several, all or none, in one batch with one allocation of ids.
     *
     * @param <T> their type
     * @param instances the objects; of several with one key the last wins
     * @return the saved objects, in order
     * @throws OptimisticLockingFailureException if a version is not the stored one's; nothing is stored then
     */
    <T> List<T> saveAll(Iterable<? extends T> instances);

    /**
     * The same as {@link #save}, which stores an object whether it is new or not.
     *
     * @param <T> the type
     * @param instance the object
     * @return the saved object
     * @throws OptimisticLockingFailureException if its version is not the stored one's
     * @throws DuplicateKeyException if it has a version, is new by it, and its key is taken
     */
    default <T> T upsert(T instance) {
        return save(instance);
    }

    /**
     * Stores several objects, each for itself: one that fails keeps no other from being stored. They are stored in batches of 500, and one by one where a batch
     * fails. If it is not known what is stored of a batch, all of it counts as failed, and is not tried again. Objects of a batch that fails go through
     * their callbacks before the save twice.
     *
     * @param <T> their type
     * @param instances the objects
     * @return what became of each, in order
     * @throws InvalidDataAccessApiUsageException within a transaction, which stores all or nothing
     */
    default <T> List<SaveOutcome<T>> saveEach(Iterable<? extends T> instances) {
        return saveEach(instances, outcome -> {});
    }

    /**
     * Stores several objects, each for itself, and tells about it as it goes on.
     *
     * @param <T> their type
     * @param instances the objects; read as they are needed
     * @param progress is told what became of each, in order, when it is known; what it throws ends the call
     * @return what became of each, in order
     * @throws InvalidDataAccessApiUsageException within a transaction, which stores all or nothing
     */
    <T> List<SaveOutcome<T>> saveEach(Iterable<? extends T> instances, Consumer<? super SaveOutcome<T>> progress);

    /**
     * Stores an object that must be new.
     *
     * @param <T> the type
     * @param instance the object
     * @return the saved object
     * @throws DuplicateKeyException if its key is taken; within a transaction this may show only at the commit
     */
    <T> T insert(T instance);

    /**
     * Stores several objects that must be new, all or none.
     *
     * @param <T> their type
     * @param instances the objects; no key twice
     * @return the saved objects, in order
     * @throws DuplicateKeyException if a key is taken; nothing is stored then
     */
    <T> List<T> insertAll(Iterable<? extends T> instances);

    /**
     * Stores an object that must be there already.
     *
     * @param <T> the type
     * @param instance the object, with its id
     * @return the saved object
     * @throws EmptyResultDataAccessException if it is not there; within a transaction this may show only at the commit
     * @throws OptimisticLockingFailureException if its version is not the stored one's
     * @throws InvalidDataAccessApiUsageException if it has no id
     */
    <T> T update(T instance);

    /**
     * Stores several objects that must be there already, all or none.
     *
     * @param <T> their type
     * @param instances the objects, with their ids
     * @return the saved objects, in order
     * @throws EmptyResultDataAccessException if one is not there; nothing is stored then
     * @throws OptimisticLockingFailureException if a version is not the stored one's; nothing is stored then
     * @throws InvalidDataAccessApiUsageException if one has no id; nothing is stored then
     */
    <T> List<T> updateAll(Iterable<? extends T> instances);

    /**
     * Begins an update of some fields of a stored object, without reading or saving all of it.
     *
     * @param <T> the type
     * @param id the id, or the key
     * @param type the type
     * @return an update that changes nothing yet; its {@code execute} does
     */
    <T> PartialUpdate<T> update(Object id, Class<T> type);

    /**
     * Begins an update of the same fields of several stored objects, which are read and written as one batch: all are changed or none.
     *
     * @param <T> the type
     * @param ids the ids, or the keys; may be empty
     * @param type the type
     * @return an update that changes nothing yet; its {@code execute} does
     */
    <T> PartialUpdate<T> updateAll(Iterable<?> ids, Class<T> type);

    /**
     * Removes an object. An absent one is no error, unless it has a version. Descendants stay.
     *
     * @param instance the object, with its id
     * @throws OptimisticLockingFailureException if its version is not the stored one's
     * @throws InvalidDataAccessApiUsageException if it has no id
     */
    void delete(Object instance);

    /**
     * Removes several objects, all or none.
     *
     * @param instances the objects, with their ids
     * @throws OptimisticLockingFailureException if a version is not the stored one's; nothing is removed then
     * @throws InvalidDataAccessApiUsageException if one has no id; nothing is removed then
     */
    void deleteAll(Iterable<?> instances);

    /**
     * Removes an object, whatever its version. An absent one is no error.
     *
     * @param id the id, or the key
     * @param type the type
     */
    void deleteById(Object id, Class<?> type);

    /**
     * Removes several objects, whatever their versions, all or none. Absent ones are no error.
     *
     * @param ids ids or keys
     * @param type the type
     */
    void deleteAllById(Iterable<?> ids, Class<?> type);

    /**
     * Removes all objects of a type; as {@link #deleteAll(Query)}.
     *
     * @param type the type
     * @return how many were removed
     */
    long deleteAll(Class<?> type);

    /**
     * Removes what a query finds. Within a transaction all at once; without one in batches of 500, each of which is committed for itself.
     *
     * @param query the query
     * @return how many were removed
     */
    long deleteAll(Query query);

    /**
     * Counts the objects of a type.
     *
     * @param type the type
     * @return how many there are
     */
    long count(Class<?> type);

    /**
     * Counts what a query finds, limit and offset included, without reading it.
     *
     * @param query the query
     * @return how many there are
     */
    long count(Query query);

    /**
     * Whether a query finds anything.
     *
     * @param query the query
     * @return true if there is at least one
     */
    boolean exists(Query query);

    /**
     * Runs a query.
     *
     * @param <T> the type
     * @param query the query; {@link ObjectQuery#toQuery()} makes one
     * @param type what to make of the entities
     * @return the objects in order, all in memory
     */
    <T> List<T> find(Query query, Class<T> type);

    /**
     * Runs a query, and loads what the results refer to.
     *
     * @param <T> the type
     * @param query the query
     * @param type what to make of the entities
     * @param plan which references to load, by one lookup for each level
     * @return the objects in order, all in memory
     */
    <T> List<T> find(Query query, Class<T> type, FetchPlan plan);

    /**
     * Runs a query that finds one object at most.
     *
     * @param <T> the type
     * @param query the query
     * @param type what to make of the entity
     * @return the object, or empty if there is none
     * @throws IncorrectResultSizeDataAccessException if there are several
     */
    <T> Optional<T> findOne(Query query, Class<T> type);

    /**
     * Runs a query and reads the results as they are taken. Outside a transaction they are of the moment of the call.
     *
     * @param <T> the type
     * @param query the query
     * @param type what to make of the entities
     * @return a stream for this thread; close it, or read it to the end. In a transaction it ends with it
     */
    <T> Stream<T> stream(Query query, Class<T> type);

    /**
     * Runs a query, reads the results as they are taken, and loads what they refer to, for a hundred at a time.
     *
     * @param <T> the type
     * @param query the query
     * @param type what to make of the entities
     * @param plan which references to load
     * @return a stream for this thread; close it, or read it to the end. In a transaction it ends with it
     */
    <T> Stream<T> stream(Query query, Class<T> type, FetchPlan plan);

    /**
     * Reads a window of a query's results. Positions are cursors ({@link #position}): the next window begins right behind the last element, whatever was
     * written or deleted in between. An offset position works too. Scrolling backward gives the elements before the position's in the same order; it costs
     * as much as counting them.
     *
     * @param <T> the type
     * @param query the query; its limit is the size of the window and must be positive
     * @param position where to begin: {@code ScrollPosition.keyset()}, {@code ScrollPosition.offset()}, {@link #position}, or a position of an earlier window
     * @param type what to make of the entities
     * @return the window
     * @throws InvalidDataAccessApiUsageException if the query has no limit, or the position is not of this query
     */
    <T> Window<T> scroll(Query query, ScrollPosition position, Class<T> type);

    /**
     * Reads a window, and loads what its elements refer to.
     *
     * @param <T> the type
     * @param query the query; its limit is the size of the window and must be positive
     * @param position where to begin
     * @param type what to make of the entities
     * @param plan which references to load, by one lookup for each level
     * @return the window
     * @throws InvalidDataAccessApiUsageException if the query has no limit, or the position is not of this query
     */
    <T> Window<T> scroll(Query query, ScrollPosition position, Class<T> type, FetchPlan plan);

    /**
     * The scroll position that stands for a cursor.
     *
     * @param cursor a cursor, or null for the beginning
     * @return a position that scrolls forward
     */
    ScrollPosition position(@Nullable Cursor cursor);

    /**
     * The cursor of a scroll position, to hand it to a client as text.
     *
     * @param position a position of a window
     * @return the cursor, or null for the beginning
     * @throws InvalidDataAccessApiUsageException if the position is none of {@link #scroll}
     */
    @Nullable
    Cursor cursor(ScrollPosition position);

    /**
     * The keys a query finds.
     *
     * @param query the query
     * @return the keys in order; the entities are not read
     */
    List<Key> keys(Query query);

    /**
     * Begins a query for objects of a type.
     *
     * @param <T> the type
     * @param type the type
     * @return a query for all of its kind; of a type below a {@code @Discriminator}, for it and the types below it
     */
    <T> ObjectQuery<T, T> query(Class<T> type);

    /**
     * Begins a query for entities of a kind, as they are stored.
     *
     * @param kind the kind, which needs no type
     * @return a query for all of the kind
     */
    ObjectQuery<Entity, Entity> query(String kind);

    /**
     * Begins a query that is written in GQL.
     *
     * @param gql the statement
     * @param arguments what {@code @1}, {@code @2} and so on stand for; others are given by name
     * @return the statement with its arguments
     * @throws InvalidDataAccessApiUsageException if it is not GQL; the message shows where
     */
    GqlRequest gql(String gql, @Nullable Object... arguments);

    /**
     * Filters and orders by fields.
     *
     * @return what makes them
     */
    PropertyFilters filters();

    /**
     * The key of an object.
     *
     * @param instance the object
     * @return its key; incomplete if it has no id yet
     */
    Key getKey(Object instance);

    /**
     * Refers to a stored object.
     *
     * @param <T> the type
     * @param object the object, with its id
     * @return a loaded reference that knows its key
     * @throws InvalidDataAccessApiUsageException if it has no id
     */
    <T> Ref<T> ref(T object);

    /**
     * The key of the object with an id.
     *
     * @param type the type
     * @param id the id
     * @return a root key of the type's kind
     */
    Key createKey(Class<?> type, Object id);

    /**
     * The key of the object with an id below a parent.
     *
     * @param type the type
     * @param id the id
     * @param parent the parent's key
     * @return a key of the type's kind
     */
    Key createKey(Class<?> type, Object id, Key parent);

    /**
     * Allocates keys, all in one call. They need not be used.
     *
     * @param type the type
     * @param count how many
     * @return complete root keys, which nobody else will get
     */
    List<Key> allocateKeys(Class<?> type, int count);

    /**
     * Allocates ids, all in one call. They need not be used.
     *
     * @param type a type whose ids are allocated numbers
     * @param count how many
     * @return ids below no parent, which nobody else will get
     */
    default List<Long> allocateIds(Class<?> type, int count) {
        return allocateKeys(type, count).stream().map(Key::id).toList();
    }

    /**
     * Keeps ids away from all that allocates ids: for objects that are to be imported under their old ids. Doubles and ids that are reserved already do no harm.
     *
     * @param type the type
     * @param ids ids or keys, whether there are objects or not
     */
    void reserveIds(Class<?> type, Iterable<?> ids);

    /**
     * The kinds that have an entity.
     *
     * @return sorted
     */
    List<String> kinds();

    /**
     * The namespaces that have an entity.
     *
     * @return sorted, the default one as the empty string
     */
    List<String> namespaces();

    /**
     * The indexed properties of a kind, with what their values are.
     *
     * @param kind the kind
     * @return by stored names, with the names of representations as {@link dev.kindred.datastore.Metadata#kindProperties} has them; empty for an unknown kind
     */
    SortedMap<String, SortedSet<String>> properties(String kind);

    /**
     * A view of what was stored at a moment. It reads whatever this template reads, joins no transaction, and writes nothing.
     *
     * @param moment a past moment that the engine keeps, see {@code kindred.datastore.history.window}; calls of the view fail for others with
     *     {@link InvalidDataAccessApiUsageException}
     * @return the view
     */
    DatastoreOperations readAt(Instant moment);

    /**
     * Computes counts, sums and averages over a query's results, all in one pass.
     *
     * @param query the query and what to compute
     * @return the numbers by name
     */
    AggregationResult aggregate(AggregationQuery query);

    /**
     * What would be stored of an object, without what callbacks and auditing would do to it.
     *
     * @param instance the object
     * @return its entity
     */
    Entity toEntity(Object instance);

    /**
     * What is read of an entity, with what callbacks do to it.
     *
     * @param <T> the type
     * @param entity the entity
     * @param type the type
     * @return an object
     */
    <T> T fromEntity(Entity entity, Class<T> type);

    /**
     * What is read of several entities, with what callbacks do to it.
     *
     * @param <T> the type
     * @param entities the entities
     * @param type the type
     * @return objects, in order
     */
    <T> List<T> fromEntities(Collection<Entity> entities, Class<T> type);

    /**
     * What is read of several entities, with what they refer to.
     *
     * @param <T> the type
     * @param entities the entities
     * @param type the type
     * @param plan which references to load, by one lookup for each level
     * @return objects, in order
     */
    <T> List<T> fromEntities(Collection<Entity> entities, Class<T> type, FetchPlan plan);

    /**
     * Does work in the thread's transaction if there is one; otherwise in a new one, which is repeated if it conflicts: three times, with a growing random
     * pause. The work must therefore do nothing that cannot be repeated.
     *
     * @param <R> the type of the result
     * @param work what to do; any exception rolls the new transaction back
     * @return what the work returned
     * @throws ConcurrencyFailureException if the new transaction conflicted at every attempt; nothing is changed then
     */
    <R extends @Nullable Object> R performTransaction(Function<DatastoreOperations, R> work);

    /**
     * Does work below the mapping, in the thread's transaction if there is one.
     *
     * @param <R> the type of the result
     * @param callback what to do
     * @return what it returned
     */
    <R extends @Nullable Object> R execute(DatastoreCallback<R> callback);

    /**
     * The same operations, pinned to a namespace: whatever the thread is in, and all that these operations do, is of that one, but for kinds with a
     * {@code @PinnedNamespace}. Joins the same transactions. Callbacks and listeners see the namespace of the thread.
     *
     * @param namespace the namespace, empty for the default one
     * @return operations for all threads, cheap to make
     * @throws InvalidDataAccessApiUsageException if it is not valid as namespace
     */
    DatastoreOperations inNamespace(String namespace);

    /**
     * What turns objects into entities.
     *
     * @return the converter
     */
    DatastoreConverter getConverter();

    /**
     * Where the entities are, held to the namespace of the call as these operations are. Calls on it do not join the thread's transaction; {@link #execute} does.
     *
     * @return the datastore
     */
    Datastore getDatastore();
}
