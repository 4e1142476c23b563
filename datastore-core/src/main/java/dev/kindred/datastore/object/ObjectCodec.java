package dev.kindred.datastore.object;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.InvalidKeyException;
import dev.kindred.datastore.model.InvalidValueException;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Saves the fields of a record or a class as properties, and loads them. All fields of all visibilities count, those of superclasses first, but for static,
 * {@code transient} and {@link Ignore}d ones. A class needs a constructor without parameters, and no final fields.
 *
 * <p><b>Types.</b> The whole numbers, {@code boolean}, {@code double}, {@code float}, boxed or not; {@code String}, {@code Instant} (to the microsecond), {@code Key}, {@code GeoPoint},
 * {@code ByteString}; {@code byte[]}, which is never indexed; enums by name; {@code Value} and {@code Property} as they are; {@code Optional}, {@code List}, {@code Set}
 * and arrays of these; others through a {@link ValueConverter}. A null is stored as null, an empty list as an empty list; {@link OmitEmpty} leaves either out.
 *
 * <p><b>Objects in objects</b> are flattened: the city of an address is the property {@code address.city}, and a list of addresses becomes one list for each field of
 * an address, with one value for each address. An object that is null is a null under its own name. {@link Embedded} takes other prefixes, {@link Nested} stores objects as values.
 *
 * <p><b>Loading</b> goes by the names of what is stored. A property that does not fit its field never keeps the others from being loaded; at the end a
 * {@link FieldMismatchException} has the object and all that did not fit. <b>Properties that no field has are ignored</b>: entities have no schema, and outlive the classes that
 * wrote them. {@link #strict()} makes them mismatches too, as in Go. A field without a property keeps what the constructor gave it; in a record it is null, an empty {@code Optional}, 0 or
 * false. Lists are always made anew.
 *
 * <p>Codecs are cached by class, and safe for all threads. They look at fields only, even if the class is {@link PropertyMapped}, so that its methods can delegate here.
 *
 * @param <T> the class
 */
public final class ObjectCodec<T> {

    private static final ClassValue<ObjectCodec<?>> CODECS = new ClassValue<>() {
        @Override
        protected ObjectCodec<?> computeValue(Class<?> type) {
            List<String> problems = new ArrayList<>();
            Shape shape = read(type, problems);
            if (shape == null) {
                throw new InvalidEntityTypeException(type.getName(), problems);
            }
            return new ObjectCodec<>(type, shape, Reading.Unknown.IGNORED);
        }
    };

    private final Class<T> type;
    private final Shape shape;
    private final Reading.Unknown unknown;

    private ObjectCodec(Class<T> type, Shape shape, Reading.Unknown unknown) {
        this.type = type;
        this.shape = shape;
        this.unknown = unknown;
    }

    private static @Nullable Shape read(Class<?> type, List<String> problems) {
        String objection = Structures.objection(type);
        if (objection != null) {
            problems.add(objection + ".");
            return null;
        }
        Shape shape = ShapeReader.read(type, problems);
        return problems.isEmpty() ? shape : null;
    }

    /**
     * The codec of a class, which ignores unknown properties.
     *
     * @param <T> the class
     * @param type a record, or a class that is not abstract
     * @return the codec, the same for every call
     * @throws InvalidEntityTypeException if the class cannot be mapped, with all reasons
     */
    @SuppressWarnings("unchecked") // the codec of a class is for that class
    public static <T> ObjectCodec<T> of(Class<T> type) {
        return (ObjectCodec<T>) CODECS.get(type);
    }

    /**
     * Makes sure that classes can be read and written by {@link ObjectOperations}. For start-up: what is wrong with a class otherwise shows when it is first used.
     *
     * @param types records, classes, or {@link PropertyMapped} classes
     * @throws InvalidEntityTypeException if some cannot be mapped, with all reasons for all of them
     */
    public static void check(Class<?>... types) {
        List<String> problems = new ArrayList<>();
        List<String> names = new ArrayList<>();
        InvalidEntityTypeException only = null;
        for (Class<?> type : types) {
            try {
                Mapping.of(type);
            } catch (InvalidEntityTypeException e) {
                only = e;
                names.add(type.getName());
                e.problems().forEach(problem -> problems.add(type.getSimpleName() + ": " + problem));
            }
        }
        if (only != null) {
            throw names.size() == 1 ? only : new InvalidEntityTypeException(String.join(", ", names), problems);
        }
    }

    /**
     * A codec to which properties without a field are mismatches, within embedded entities as well.
     *
     * @return a codec for the same class
     */
    public ObjectCodec<T> strict() {
        return new ObjectCodec<>(type, shape, Reading.Unknown.REPORTED);
    }

    /**
     * The class.
     *
     * @return the class that this codec is for
     */
    public Class<T> type() {
        return type;
    }

    /**
     * Makes an object of an entity. Its {@link EntityKey} field gets the key.
     *
     * @param entity the entity; the values of a {@linkplain Entity#isPartial partial} one take the types of their fields
     * @return a new object
     * @throws FieldMismatchException if properties do not fit their fields; has the object with all others
     * @throws ObjectConstructionException if the constructor throws
     */
    public T load(Entity entity) {
        return load(entity.key(), entity.properties(), null, entity.isPartial());
    }

    /**
     * Makes an object of properties.
     *
     * @param properties the properties
     * @return a new object
     * @throws FieldMismatchException if properties do not fit their fields; has the object with all others
     * @throws ObjectConstructionException if the constructor throws
     * @throws InvalidValueException if the names repeat as no entity's can
     */
    public T load(PropertyList properties) {
        return load(null, properties.toMap(), null, properties.isPartial());
    }

    /**
     * Loads properties into an object: what {@link PropertyMapped#load} needs to do most of its work. Fields without a property are not touched, nor are those of objects
     * below; lists are replaced.
     *
     * @param target an object of a class; records cannot be loaded into
     * @param properties the properties
     * @throws FieldMismatchException if properties do not fit their fields; all others are loaded
     * @throws InvalidValueException if the names repeat as no entity's can
     * @throws IllegalArgumentException if the target is a record
     */
    public void load(T target, PropertyList properties) {
        load(null, properties.toMap(), notRecord(target), properties.isPartial());
    }

    /**
     * Loads an entity into an object. Fields without a property are not touched, nor are those of objects below; lists are replaced.
     *
     * @param target an object of a class; records cannot be loaded into
     * @param entity the entity
     * @throws FieldMismatchException if properties do not fit their fields; all others are loaded
     * @throws IllegalArgumentException if the target is a record
     */
    public void load(T target, Entity entity) {
        load(entity.key(), entity.properties(), notRecord(target), entity.isPartial());
    }

    private T notRecord(T target) {
        if (shape.isRecord()) {
            throw new IllegalArgumentException(
                    "A " + type.getName() + " is a record and does not change; use the load that returns a new one.");
        }
        return target;
    }

    private T load(@Nullable Key key, Map<String, Property> properties, @Nullable T target, boolean partial) {
        Reading reading = new Reading(type, unknown, partial);
        return reading.complete(key, type.cast(Loader.load(shape, key, properties, target, reading)));
    }

    /**
     * The properties of an object, in the order of its fields.
     *
     * @param object the object; not changed
     * @return a new list, which may be edited
     * @throws InvalidValueException if a value cannot be stored, such as a time out of range
     * @throws InvalidKeyException if a reference is an incomplete key
     */
    public PropertyList save(T object) {
        return PropertyList.of(Saver.save(shape, object));
    }

    /**
     * An entity with the properties of an object.
     *
     * @param key the entity's key, whatever the {@link EntityKey} field says
     * @param object the object; not changed
     * @return the entity
     * @throws InvalidValueException if a value cannot be stored, such as a time out of range
     * @throws InvalidKeyException if a reference is an incomplete key
     */
    public Entity save(Key key, T object) {
        return Entity.stored(key, Saver.save(shape, object), 0, 0);
    }

    /** The field that holds the key. */
    @Nullable
    Accessor keyField() {
        return shape.key();
    }
}
