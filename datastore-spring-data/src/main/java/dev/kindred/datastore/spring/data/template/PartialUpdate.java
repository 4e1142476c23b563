package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.model.Key;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.EmptyResultDataAccessException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.data.core.TypedPropertyPath;
import org.springframework.data.mapping.MappingException;

/**
 * A change of some fields of a stored object, which leaves all others as they are and needs no object. {@link DatastoreOperations#update(Object, Class)} begins
 * one:
 *
 * <pre>{@code
 * template.update(id, City.class)
 *         .set(City::name, "Oslo")
 *         .increment("visits", 1)
 *         .append("tags", "capital")
 *         .execute();
 * }</pre>
 *
 * <p>Fields are named by their path in Java, {@code "address.city"}, or by method references; names and values are translated as a save would do it. A path leads
 * through nested and flattened objects, which are made where they are missing, not through lists, maps and references. Id, parent and namespace cannot change.
 *
 * <p>The changes are made in the order of the calls, all or none, in one commit that fails or is repeated if somebody else changes the entity meanwhile: no
 * increment is lost. A {@code @Version} goes up by one; {@code @LastModifiedDate} and {@code @LastModifiedBy} are set if auditing is on. Whether a property is
 * indexed is what a save would make it. Callbacks and events of saving, validation and {@code @OnSave} methods take no part, since no object is saved.
 *
 * <p>Immutable: each method returns a changed copy. A wrong field or value is refused by the method that takes it. Safe for all threads.
 *
 * @param <T> the type of the object
 */
public final class PartialUpdate<T> {

    private final Updating updating;
    private final List<Key> keys;
    private final Class<T> type;
    private final @Nullable Long version;
    private final List<Updating.Step> steps;

    PartialUpdate(Updating updating, List<Key> keys, Class<T> type) {
        this(updating, List.copyOf(keys), type, null, List.of());
    }

    private PartialUpdate(
            Updating updating, List<Key> keys, Class<T> type, @Nullable Long version, List<Updating.Step> steps) {
        this.updating = updating;
        this.keys = keys;
        this.type = type;
        this.version = version;
        this.steps = steps;
    }

    private PartialUpdate<T> and(Updating.Step step) {
        List<Updating.Step> all = new ArrayList<>(steps);
        all.add(step);
        return new PartialUpdate<>(updating, keys, type, version, List.copyOf(all));
    }

    /**
     * Sets a field.
     *
     * @param property the path of the field
     * @param value of the field's type, or convertible to it without loss
     * @return a changed copy
     * @throws MappingException if there is no such field, whose message names the nearest; or the value cannot be stored
     * @throws InvalidDataAccessApiUsageException if the field cannot be updated
     */
    public PartialUpdate<T> set(String property, @Nullable Object value) {
        return and(updating.set(type, property, value));
    }

    /**
     * Sets a field.
     *
     * @param <P> the type of the field
     * @param property a method reference, or a path of them
     * @param value the value
     * @return a changed copy
     * @throws MappingException if the value cannot be stored
     * @throws InvalidDataAccessApiUsageException if the field cannot be updated
     */
    public <P> PartialUpdate<T> set(TypedPropertyPath<T, P> property, @Nullable P value) {
        return set(Updating.path(property), value);
    }

    /**
     * Removes what is stored of a field: it is then absent, which is not the same as null, and no query by it finds the entity.
     *
     * @param property the path of the field
     * @return a changed copy
     * @throws MappingException if there is no such field
     * @throws InvalidDataAccessApiUsageException if the field cannot be updated
     */
    public PartialUpdate<T> unset(String property) {
        return and(updating.unset(type, property));
    }

    /**
     * Removes what is stored of a field.
     *
     * @param property a method reference, or a path of them
     * @return a changed copy
     * @throws InvalidDataAccessApiUsageException if the field cannot be updated
     */
    public PartialUpdate<T> unset(TypedPropertyPath<T, ?> property) {
        return unset(Updating.path(property));
    }

    /**
     * Adds to a number. An absent or null one becomes the operand.
     *
     * @param property the path of a field of a whole or floating point type
     * @param by what to add, perhaps negative
     * @return a changed copy
     * @throws MappingException if there is no such field, or the operand is none of its type
     * @throws InvalidDataAccessApiUsageException if the field cannot be updated, or is stored as something that cannot be added to
     */
    public PartialUpdate<T> increment(String property, Number by) {
        return and(updating.increment(type, property, by));
    }

    /**
     * Adds to a number. An absent or null one becomes the operand.
     *
     * @param property a method reference, or a path of them
     * @param by what to add, perhaps negative
     * @return a changed copy
     * @throws MappingException if the operand is none of the field's type
     * @throws InvalidDataAccessApiUsageException if the field cannot be updated, or is stored as something that cannot be added to
     */
    public PartialUpdate<T> increment(TypedPropertyPath<T, ?> property, Number by) {
        return increment(Updating.path(property), by);
    }

    /**
     * Raises a value to at least the operand, in the order of queries. An absent or null one becomes the operand.
     *
     * @param property the path of a field that holds one value with an order
     * @param least the operand
     * @return a changed copy
     * @throws MappingException if there is no such field, or the operand is none of its type
     * @throws InvalidDataAccessApiUsageException if the field cannot be updated, or has no order
     */
    public PartialUpdate<T> maximum(String property, Object least) {
        return and(updating.maximum(type, property, least));
    }

    /**
     * Raises a value to at least the operand.
     *
     * @param property a method reference, or a path of them
     * @param least the operand
     * @return a changed copy
     * @throws MappingException if the operand is none of the field's type
     * @throws InvalidDataAccessApiUsageException if the field cannot be updated, or has no order
     */
    public PartialUpdate<T> maximum(TypedPropertyPath<T, ?> property, Object least) {
        return maximum(Updating.path(property), least);
    }

    /**
     * Lowers a value to at most the operand, in the order of queries. An absent or null one becomes the operand.
     *
     * @param property the path of a field that holds one value with an order
     * @param most the operand
     * @return a changed copy
     * @throws MappingException if there is no such field, or the operand is none of its type
     * @throws InvalidDataAccessApiUsageException if the field cannot be updated, or has no order
     */
    public PartialUpdate<T> minimum(String property, Object most) {
        return and(updating.minimum(type, property, most));
    }

    /**
     * Lowers a value to at most the operand.
     *
     * @param property a method reference, or a path of them
     * @param most the operand
     * @return a changed copy
     * @throws MappingException if the operand is none of the field's type
     * @throws InvalidDataAccessApiUsageException if the field cannot be updated, or has no order
     */
    public PartialUpdate<T> minimum(TypedPropertyPath<T, ?> property, Object most) {
        return minimum(Updating.path(property), most);
    }

    /**
     * Adds elements to the end of a list; to a set those it does not have.
     *
     * @param property the path of a collection or array
     * @param elements of the type of its elements
     * @return a changed copy
     * @throws MappingException if there is no such field, or an element cannot be stored
     * @throws InvalidDataAccessApiUsageException if the field cannot be updated, or holds no elements
     */
    public PartialUpdate<T> append(String property, @Nullable Object... elements) {
        return and(updating.append(type, property, Arrays.asList(elements)));
    }

    /**
     * Adds elements to the end of a list; to a set those it does not have.
     *
     * @param property a method reference, or a path of them
     * @param elements of the type of its elements
     * @return a changed copy
     * @throws MappingException if an element cannot be stored
     * @throws InvalidDataAccessApiUsageException if the field cannot be updated, or holds no elements
     */
    public PartialUpdate<T> append(TypedPropertyPath<T, ?> property, @Nullable Object... elements) {
        return append(Updating.path(property), elements);
    }

    /**
     * Adds those elements to the end of a list that it does not have.
     *
     * @param property the path of a collection or array
     * @param elements of the type of its elements
     * @return a changed copy
     * @throws MappingException if there is no such field, or an element cannot be stored
     * @throws InvalidDataAccessApiUsageException if the field cannot be updated, or holds no elements
     */
    public PartialUpdate<T> appendIfAbsent(String property, @Nullable Object... elements) {
        return and(updating.appendIfAbsent(type, property, Arrays.asList(elements)));
    }

    /**
     * Adds those elements to the end of a list that it does not have.
     *
     * @param property a method reference, or a path of them
     * @param elements of the type of its elements
     * @return a changed copy
     * @throws MappingException if an element cannot be stored
     * @throws InvalidDataAccessApiUsageException if the field cannot be updated, or holds no elements
     */
    public PartialUpdate<T> appendIfAbsent(TypedPropertyPath<T, ?> property, @Nullable Object... elements) {
        return appendIfAbsent(Updating.path(property), elements);
    }

    /**
     * Takes all occurrences of elements out of a list.
     *
     * @param property the path of a collection or array
     * @param elements of the type of its elements
     * @return a changed copy
     * @throws MappingException if there is no such field, or an element cannot be stored
     * @throws InvalidDataAccessApiUsageException if the field cannot be updated, or holds no elements
     */
    public PartialUpdate<T> removeAll(String property, @Nullable Object... elements) {
        return and(updating.removeAll(type, property, Arrays.asList(elements)));
    }

    /**
     * Takes all occurrences of elements out of a list.
     *
     * @param property a method reference, or a path of them
     * @param elements of the type of its elements
     * @return a changed copy
     * @throws MappingException if an element cannot be stored
     * @throws InvalidDataAccessApiUsageException if the field cannot be updated, or holds no elements
     */
    public PartialUpdate<T> removeAll(TypedPropertyPath<T, ?> property, @Nullable Object... elements) {
        return removeAll(Updating.path(property), elements);
    }

    /**
     * Makes the update depend on the object's {@code @Version}.
     *
     * @param expected the version that has to be stored
     * @return a changed copy
     */
    public PartialUpdate<T> ifVersion(long expected) {
        return new PartialUpdate<>(updating, keys, type, expected, steps);
    }

    /**
     * Makes the changes, of several objects all or none, in the thread's transaction, or in one of its own, which is repeated if it conflicts.
     *
     * @throws EmptyResultDataAccessException if an object is not there; nothing is changed then
     * @throws OptimisticLockingFailureException if another version is stored, or the entity is changed by others all the time; nothing is changed then
     * @throws MappingException if the changed entity could not be read, such as a number that its field cannot hold; nothing is changed then
     * @throws InvalidDataAccessApiUsageException if a version is expected and the type has none; nothing is changed then
     */
    public void execute() {
        updating.run(keys, type, version, steps);
    }

    /**
     * Makes the changes, and gives the object as they leave it; otherwise as {@link #execute}.
     *
     * @return the changed object
     * @throws EmptyResultDataAccessException if the object is not there; nothing is changed then
     * @throws OptimisticLockingFailureException if another version is stored, or the entity is changed by others all the time; nothing is changed then
     * @throws MappingException if the changed entity could not be read; nothing is changed then
     * @throws InvalidDataAccessApiUsageException if a version is expected and the type has none, or the update is not one of a single object; nothing is changed then
     */
    public T executeAndGet() {
        if (keys.size() != 1) {
            throw new InvalidDataAccessApiUsageException(
                    "The update is one of " + keys.size() + " objects, and gives back one; execute it, and read them.");
        }
        return updating.read(updating.run(keys, type, version, steps).get(0), type);
    }
}
