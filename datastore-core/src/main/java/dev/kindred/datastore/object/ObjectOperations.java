package dev.kindred.datastore.object;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.EntityOperations;
import dev.kindred.datastore.InvalidKeysException;
import dev.kindred.datastore.NoSuchEntityException;
import dev.kindred.datastore.Transaction;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.InvalidKeyException;
import dev.kindred.datastore.model.InvalidValueException;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.query.InvalidQueryException;
import dev.kindred.datastore.query.Query;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Objects in place of entities, over a {@link Datastore} or within a {@link Transaction}, with the guarantees of either:
 *
 * <pre>{@code
 * record City(String name, long population) {}
 *
 * Key key = Key.of("City", "rome");
 * ObjectOperations objects = ObjectOperations.on(datastore);
 * objects.put(key, new City("Roma", 2_748_109));
 * City rome = objects.get(key, City.class);
 * }</pre>
 *
 * <p>A class is mapped by its fields, as {@link ObjectCodec} describes, or by itself if it is {@link PropertyMapped}; {@link PropertyList} stands for any entity. What was written by one can be
 * read by another: only the names and types of the properties matter. <b>Stored properties that the class has no field for are ignored</b> unless {@link #strict} is asked for.
 * An object that was read by a projection or with a mask looks like any other; putting it back removes the properties that were not read.
 *
 * <p>Every method throws {@link InvalidEntityTypeException} when it first sees a class that cannot be mapped. As safe for threads as what it works on.
 */
public final class ObjectOperations {

    private final EntityOperations operations;
    private final Reading.Unknown unknown;

    private ObjectOperations(EntityOperations operations, Reading.Unknown unknown) {
        this.operations = operations;
        this.unknown = unknown;
    }

    /**
     * Works on a datastore, where each call stands for itself, or on a transaction.
     *
     * @param operations a {@link Datastore} or a {@link Transaction}
     * @return the operations, which hold nothing and need not be closed
     */
    public static ObjectOperations on(EntityOperations operations) {
        return new ObjectOperations(operations, Reading.Unknown.IGNORED);
    }

    /**
     * Operations to which stored properties without a field are mismatches.
     *
     * @return operations on the same datastore or transaction
     */
    public ObjectOperations strict() {
        return new ObjectOperations(operations, Reading.Unknown.REPORTED);
    }

    /**
     * Reads an object that must be there.
     *
     * @param <T> the class
     * @param key a complete key
     * @param type the class
     * @return the object
     * @throws NoSuchEntityException if there is no entity
     * @throws FieldMismatchException if properties do not fit their fields; has the object with all others
     * @throws InvalidKeyException if the key is incomplete or of another application
     */
    public <T> T get(Key key, Class<T> type) {
        Mapping mapping = mapping(type);
        return load(mapping, operations.get(key));
    }

    /**
     * Reads an object that may be there.
     *
     * @param <T> the class
     * @param key a complete key
     * @param type the class
     * @return the object, or null if there is no entity
     * @throws FieldMismatchException if properties do not fit their fields; has the object with all others
     * @throws InvalidKeyException if the key is incomplete or of another application
     */
    public <T> @Nullable T find(Key key, Class<T> type) {
        Mapping mapping = mapping(type);
        Entity entity = operations.find(key);
        return entity == null ? null : load(mapping, entity);
    }

    /**
     * Reads several objects at one moment, all of which must be there.
     *
     * @param <T> the class
     * @param keys complete keys; doubles are answered twice
     * @param type the class
     * @return as many objects as keys, in their order
     * @throws MultiException if some are missing or do not fit the class, with all others; or if of several keys some are incomplete or of another application, and nothing was read
     * @throws InvalidKeyException if the only key is incomplete or of another application
     */
    public <T> List<T> getAll(Collection<Key> keys, Class<T> type) {
        // No element is null: an absent entity is an error.
        return read(keys, type, Absent.REFUSED);
    }

    /**
     * Reads several objects at one moment, some of which may be there.
     *
     * @param <T> the class
     * @param keys complete keys; doubles are answered twice
     * @param type the class
     * @return as many elements as keys, in their order, null where there is no entity
     * @throws MultiException if some do not fit the class, with all others; or if of several keys some are incomplete or of another application, and nothing was read
     * @throws InvalidKeyException if the only key is incomplete or of another application
     */
    public <T> List<@Nullable T> findAll(Collection<Key> keys, Class<T> type) {
        return read(keys, type, Absent.ALLOWED);
    }

    private enum Absent {
        REFUSED,
        ALLOWED
    }

    private <T> List<@Nullable T> read(Collection<Key> keys, Class<T> type, Absent absent) {
        Mapping mapping = mapping(type);
        List<Key> asked = List.copyOf(keys);
        List<@Nullable T> objects = new ArrayList<>(asked.size());
        if (asked.isEmpty()) {
            return objects;
        }
        List<@Nullable RuntimeException> errors = new ArrayList<>(asked.size());
        boolean failed = false;
        int index = 0;
        for (Entity entity : checked(asked, () -> operations.findAll(asked))) {
            T object = null;
            RuntimeException error = null;
            try {
                if (entity != null) {
                    object = load(mapping, entity);
                } else if (absent == Absent.REFUSED) {
                    error = new NoSuchEntityException(asked.get(index));
                }
            } catch (FieldMismatchException e) {
                object = e.objectOrNull(type);
                error = e;
            } catch (RuntimeException e) {
                error = e;
            }
            objects.add(object);
            errors.add(error);
            failed |= error != null;
            index++;
        }
        if (failed) {
            throw new MultiException(asked, objects, errors);
        }
        return objects;
    }

    /**
     * Stores an object whole, new or in place of what is under the key: properties that it does not have are gone afterwards.
     *
     * @param key the key, whatever the object's {@link EntityKey} field says; an incomplete one gets a new id
     * @param object the object; not changed
     * @return the complete key
     * @throws InvalidKeyException if the key is of another application
     * @throws InvalidValueException if a value cannot be stored or breaks a limit; nothing is stored then
     */
    public Key put(Key key, Object object) {
        return operations.put(save(key, object));
    }

    /**
     * Stores an object under the key in its {@link EntityKey} field.
     *
     * @param object the object; not changed, even if the key is incomplete and gets a new id
     * @return the complete key
     * @throws InvalidKeyException if the object has no such field, or null in it, or a key of another application
     * @throws InvalidValueException if a value cannot be stored or breaks a limit; nothing is stored then
     */
    public Key put(Object object) {
        return put(keyOf(object), object);
    }

    /**
     * Stores several objects, all or none. Of several with one key the last wins.
     *
     * @param keys the keys; incomplete ones get new ids
     * @param objects as many objects, which may be of different classes
     * @return the complete keys, in order
     * @throws IllegalArgumentException if there are not as many objects as keys; nothing is stored then
     * @throws MultiException if of several keys some are of another application; nothing is stored then
     * @throws InvalidKeyException if the only key is of another application
     * @throws InvalidValueException if a value of any object cannot be stored or breaks a limit; nothing is stored then
     */
    public List<Key> putAll(List<Key> keys, List<?> objects) {
        if (keys.size() != objects.size()) {
            throw new IllegalArgumentException("There are " + keys.size() + " keys and " + objects.size()
                    + " objects; the lists must have the same length. Nothing was stored.");
        }
        List<Key> all = List.copyOf(keys);
        List<Entity> entities = new ArrayList<>(all.size());
        for (int i = 0; i < all.size(); i++) {
            Object object = objects.get(i);
            if (object == null) {
                throw new InvalidEntityTypeException(
                        "null",
                        List.of("object " + i + " for the key " + all.get(i)
                                + " is null. Delete the key instead, or leave it out."));
            }
            entities.add(save(all.get(i), object));
        }
        return entities.isEmpty() ? List.of() : checked(all, () -> operations.put(entities));
    }

    /**
     * Stores several objects under the keys in their {@link EntityKey} fields, all or none. Of several with one key the last wins.
     *
     * @param objects the objects, which may be of different classes
     * @return the complete keys, in order
     * @throws InvalidKeyException if an object has no such field, or null in it; nothing is stored then
     * @throws MultiException if of several keys some are of another application; nothing is stored then
     * @throws InvalidValueException if a value of any object cannot be stored or breaks a limit; nothing is stored then
     */
    public List<Key> putAll(List<?> objects) {
        return putAll(objects.stream().map(ObjectOperations::keyOf).toList(), objects);
    }

    /**
     * Removes an entity. An absent one is no error. Descendants stay.
     *
     * @param key a complete key
     * @throws InvalidKeyException if the key is incomplete or of another application
     */
    public void delete(Key key) {
        operations.delete(key);
    }

    /**
     * Removes entities, all or none. Absent ones are no error. Descendants stay.
     *
     * @param keys complete keys
     * @throws MultiException if of several keys some are incomplete or of another application; nothing is removed then
     * @throws InvalidKeyException if the only key is incomplete or of another application
     */
    public void deleteAll(Collection<Key> keys) {
        List<Key> all = List.copyOf(keys);
        if (!all.isEmpty()) {
            checked(all, () -> {
                operations.delete(all);
                return all;
            });
        }
    }

    /**
     * Runs a query on one snapshot.
     *
     * @param <T> the class
     * @param query the query; one that asks for keys only does not look at the class
     * @param type the class
     * @return the results; close them, or read them to the end
     * @throws InvalidQueryException if the query breaks a rule, or a cursor belongs to another query
     */
    public <T> ObjectResults<T> run(Query query, Class<T> type) {
        Mapping mapping = query.selection() == Query.Selection.KEYS ? null : mapping(type);
        return new ObjectResults<>(operations.run(query), type, mapping);
    }

    /**
     * Runs a query and takes all results.
     *
     * @param <T> the class
     * @param query the query; one that asks for keys only does not look at the class
     * @param type the class
     * @return keys and objects in order; all of them in memory, so give the query a limit where there may be many
     * @throws MultiException if some do not fit the class, with all others
     * @throws InvalidQueryException if the query breaks a rule, or a cursor belongs to another query
     */
    public <T> List<Keyed<T>> getAll(Query query, Class<T> type) {
        return run(query, type).toList();
    }

    private Mapping mapping(Class<?> type) {
        Mapping mapping = Mapping.of(type);
        return unknown == Reading.Unknown.REPORTED ? mapping.strict() : mapping;
    }

    @SuppressWarnings("unchecked") // the mapping is of the class T
    private static <T> T load(Mapping mapping, Entity entity) {
        return (T) mapping.load(entity);
    }

    private static Entity save(Key key, Object object) {
        return Mapping.of(object.getClass()).save(key, object);
    }

    private static Key keyOf(Object object) {
        Accessor field = Mapping.of(object.getClass()).keyField();
        String name = object.getClass().getName();
        if (field == null) {
            throw new InvalidKeyException(
                    "A " + name
                            + " has no field for its key. Annotate a field of type Key with @EntityKey, or give the key to put.");
        }
        Key key = (Key) field.get(object);
        if (key == null) {
            throw new InvalidKeyException("The " + name
                    + " to put has no key: its @EntityKey field is null. An incomplete key gets a new id.");
        }
        return key;
    }

    private interface Call<R> {
        R run();
    }

    /** Tells of keys that cannot be used by their position in the batch. The datastore looks at all of them before it does anything. */
    private static <R> R checked(List<Key> keys, Call<R> call) {
        try {
            return call.run();
        } catch (InvalidKeysException e) {
            throw new MultiException(keys, Collections.nCopies(keys.size(), null), new ArrayList<>(e.problems()));
        }
    }

    /** What these operations work on. */
    @Override
    public String toString() {
        return "ObjectOperations on " + operations;
    }
}
