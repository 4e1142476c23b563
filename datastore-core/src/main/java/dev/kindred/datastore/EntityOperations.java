package dev.kindred.datastore;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.InvalidKeyException;
import dev.kindred.datastore.model.InvalidValueException;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.PropertyMask;
import dev.kindred.datastore.query.AggregationQuery;
import dev.kindred.datastore.query.AggregationResult;
import dev.kindred.datastore.query.Analysis;
import dev.kindred.datastore.query.Explanation;
import dev.kindred.datastore.query.InvalidQueryException;
import dev.kindred.datastore.query.Query;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be done with entities: within a {@link Transaction}, where reads see one snapshot and the transaction's own writes, or directly on a
 * {@link Datastore}, where each call stands for itself.
 */
public interface EntityOperations {

    /**
     * Reads an entity that must be there.
     *
     * @param key a complete key
     * @return the entity
     * @throws NoSuchEntityException if there is none
     * @throws InvalidKeyException if the key is incomplete or of another application
     */
    default Entity get(Key key) {
        Entity entity = find(key);
        if (entity == null) {
            throw new NoSuchEntityException(key);
        }
        return entity;
    }

    /**
     * Reads an entity that may be there.
     *
     * @param key a complete key
     * @return the entity, or null if there is none
     * @throws InvalidKeyException if the key is incomplete or of another application
     */
    @Nullable
    Entity find(Key key);

    /**
     * Reads several entities at one moment.
     *
     * @param keys complete keys; doubles are answered twice
     * @return as many elements as keys, in their order, null where there is no entity
     * @throws InvalidKeyException if a key is incomplete or of another application; nothing is read then. Of several keys it is an
     *     {@link InvalidKeysException} that tells about each; so it is for the writes of several entities
     */
    List<@Nullable Entity> findAll(Collection<Key> keys);

    /**
     * Reads some properties of an entity that may be there.
     *
     * @param key a complete key
     * @param mask which properties
     * @return the entity, marked as {@linkplain Entity#isPartial() partial}, or null if there is none
     * @throws InvalidKeyException if the key is incomplete or of another application
     * @throws InvalidValueException if a path of the mask leads into a list
     */
    default @Nullable Entity find(Key key, PropertyMask mask) {
        return findAll(List.of(key), mask).get(0);
    }

    /**
     * Reads some properties of several entities at one moment.
     *
     * @param keys complete keys; doubles are answered twice
     * @param mask which properties
     * @return as many elements as keys, in their order, marked as {@linkplain Entity#isPartial() partial}, null where there is no entity
     * @throws InvalidKeyException if a key is incomplete or of another application; nothing is read then
     * @throws InvalidValueException if a path of the mask leads into a list
     */
    default List<@Nullable Entity> findAll(Collection<Key> keys, PropertyMask mask) {
        List<@Nullable Entity> selected = new ArrayList<>(keys.size());
        for (Entity entity : findAll(keys)) {
            selected.add(entity == null ? null : mask.select(entity));
        }
        return selected;
    }

    /**
     * Stores an entity whole, new or in place of the one under its key: properties that are not in it are gone afterwards.
     *
     * @param entity the entity; an incomplete key gets a new id, which no entity has
     * @return the complete key
     * @throws InvalidKeyException if the key is of another application
     * @throws InvalidValueException if the entity breaks a limit; the message names key, property, size and limit. Nothing is stored then
     */
    default Key put(Entity entity) {
        return put(List.of(entity)).get(0);
    }

    /**
     * Stores several entities, all or none: in a transaction whatever their size, elsewhere up to the size of a commit, see {@link Datastore#put(List)}. Of
     * several with one key the last wins.
     *
     * @param entities the entities
     * @return their complete keys, in order
     * @throws InvalidKeyException if a key is of another application; nothing is stored then
     * @throws InvalidValueException if an entity breaks a limit; nothing is stored then
     */
    List<Key> put(List<Entity> entities);

    /**
     * Stores several entities, all or none, each of which must be new.
     *
     * @param entities the entities; no key twice
     * @return their complete keys, in order
     * @throws EntityExistsException if one is there already; nothing is stored then
     * @throws InvalidKeyException if a key is of another application; nothing is stored then
     * @throws InvalidValueException if an entity breaks a limit; nothing is stored then
     */
    List<Key> insert(List<Entity> entities);

    /**
     * Stores several entities, all or none, each of which must be there already.
     *
     * @param entities the entities with complete keys
     * @throws NoSuchEntityException if one is not there; nothing is stored then
     * @throws InvalidKeyException if a key is incomplete or of another application; nothing is stored then
     * @throws InvalidValueException if an entity breaks a limit; nothing is stored then
     */
    void update(List<Entity> entities);

    /**
     * Removes entities, all or none: in a transaction whatever their number, elsewhere see {@link Datastore#delete(Collection)}. Absent ones are no error.
     * Descendants stay.
     *
     * @param keys complete keys
     * @throws InvalidKeyException if a key is incomplete or of another application; nothing is removed then
     */
    void delete(Collection<Key> keys);

    /**
     * Removes an entity. An absent one is no error. Descendants stay.
     *
     * @param key a complete key
     * @throws InvalidKeyException if the key is incomplete or of another application
     */
    default void delete(Key key) {
        delete(List.of(key));
    }

    /**
     * Makes changes in order, all or none, as one commit: conditions on versions, writes of some properties, and changes that depend on the stored value.
     * Each mutation finds what those before it left. Of one entity an insert cannot follow a put, an insert or an update, nor an update a deletion.
     *
     * <p>What a mask leaves, and the version of a conditional write, are read as of the beginning of the commit. Outside a transaction a collision with others is
     * resolved by doing it again; within one they count as reads, so that its commit conflicts if they have changed.
     *
     * @param mutations the changes; an incomplete key of a put or an insert gets a new id
     * @return as many results as mutations, in their order
     * @throws InvalidMutationException if a mutation cannot follow another, or an entity has more than 500 transforms; nothing is changed then
     * @throws VersionMismatchException if an entity has another version than its mutation says, and the mutation is to fail then; nothing is changed
     * @throws EntityExistsException if an entity to be inserted is there; nothing is changed then. Within a transaction the commit may throw it
     * @throws NoSuchEntityException if an entity to be updated is not there; nothing is changed then. Within a transaction the commit may throw it
     * @throws InvalidKeyException if a key is of another application, or incomplete in an update or a deletion; nothing is changed then
     * @throws InvalidValueException if an entity breaks a limit, or a path leads into a list; nothing is changed then
     */
    List<MutationResult> apply(List<Mutation> mutations);

    /**
     * Runs a query on one snapshot.
     *
     * @param query the query
     * @return its results; close them, or read them to the end
     * @throws InvalidQueryException if the query breaks a rule, or a cursor belongs to another query
     */
    QueryResults run(Query query);

    /**
     * Counts a query's results on one snapshot, limit and offset included, without reading entities where the indexes suffice.
     *
     * @param query the query
     * @return how many results {@link #run} would give
     * @throws InvalidQueryException if the query breaks a rule, or a cursor belongs to another query
     */
    long count(Query query);

    /**
     * Computes counts, sums and averages over a query's results on one snapshot, all in one pass. Reads entities only if there is a sum or an average over a query for entities.
     *
     * @param query the query and what to compute
     * @return the numbers by name
     * @throws InvalidQueryException if the query breaks a rule, or a cursor belongs to another query
     */
    AggregationResult aggregate(AggregationQuery query);

    /**
     * Tells how a query would be answered, and which index would help, without reading anything of its results.
     *
     * @param query the query
     * @return the plan and advice
     * @throws InvalidQueryException if the query breaks a rule, or a cursor belongs to another query
     */
    Explanation explain(Query query);

    /**
     * Runs a query to its end, keeps none of its results, and tells how it was answered and what that cost. To analyze a count, give a query for keys alone.
     *
     * @param query the query
     * @return the plan, advice and statistics
     * @throws InvalidQueryException if the query breaks a rule, or a cursor belongs to another query
     */
    Analysis analyze(Query query);

    /**
     * A number for the state of an entity group: the entities with the same root, existing or not. Two calls that give the same number saw the same group, so that what
     * was computed from it can be kept. It grows with each commit to the group, and may grow with others, not by 1. Within a transaction it is that of the
     * snapshot, the same for as long as the transaction lasts, whatever that writes; asking does not count as a read that may conflict. The entity
     * {@code __entity_group__} with id 1 below the root has the same number, as its property {@code __version__}.
     *
     * @param key a complete key of the group
     * @return at least 1
     * @throws InvalidKeyException if the key is incomplete or of another application
     */
    long entityGroupVersion(Key key);
}
