package dev.kindred.datastore.object;

import dev.kindred.datastore.model.Value;

/**
 * Stores a type as a single value that the datastore does not know itself, such as {@code LocalDate} or one of your own. Named at a field or a type by
 * {@link ConvertedBy}, or for all fields of a type by an entry in {@code META-INF/services/dev.kindred.datastore.object.ValueConverter}. Instances are
 * shared by all threads.
 *
 * @param <T> the Java type
 */
public interface ValueConverter<T> {

    /**
     * The Java type that is converted.
     *
     * @return exactly the class that fields are declared with
     */
    Class<T> type();

    /**
     * Stores an object.
     *
     * @param object never null; a null is stored as null without asking
     * @return its value, not a list; choose one that sorts as the objects do, since queries compare it. A long text or bytes must be {@link Unindexed}
     */
    Value write(T object);

    /**
     * Loads an object. An exception makes the field a mismatch, with the exception's message as reason.
     *
     * @param value what is stored, of whatever type; never {@link Value#NULL}, which is loaded as null without asking. In a projection, a timestamp comes as a long
     * @return the object
     */
    T read(Value value);
}
