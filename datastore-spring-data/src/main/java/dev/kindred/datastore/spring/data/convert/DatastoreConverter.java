package dev.kindred.datastore.spring.data.convert;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.InvalidKeyException;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentProperty;
import dev.kindred.datastore.spring.data.mapping.Discriminator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.ConversionService;
import org.springframework.data.mapping.MappingException;
import org.springframework.data.mapping.PersistentPropertyPath;
import org.springframework.data.mapping.model.EntityInstantiators;

/** Turns objects into entities and back. Touches no store. Safe for all threads. */
public interface DatastoreConverter {

    /**
     * What is known of the types.
     *
     * @return the context
     */
    DatastoreMappingContext getMappingContext();

    /**
     * Converts single values, with the application's converters.
     *
     * @return the service
     */
    ConversionService getConversionService();

    /**
     * Makes instances.
     *
     * @return the instantiators
     */
    EntityInstantiators getEntityInstantiators();

    /**
     * Examines a type and all that is nested in it, so that what cannot be stored shows now and not with the first object.
     *
     * @param type the type
     * @throws MappingException if it cannot be stored; the message lists what is wrong
     */
    void verify(Class<?> type);

    /**
     * Makes an object of an entity alone: references have their keys, and what is referred to directly is null. It is of the type, or of the subtype that its {@link Discriminator} names. Stored properties without a field are ignored, unless the type says
     * otherwise; fields without a stored property keep what the constructor
     * gave them, constructor arguments become null, zero or {@code Optional.empty()}.
     *
     * @param <T> the type
     * @param type the type; its kind need not be the entity's
     * @param source the entity
     * @return a new object
     * @throws PropertyMappingException if a stored value cannot become what its field declares, or the discriminator says that the entity is of another type
     */
    default <T> T read(Class<T> type, Entity source) {
        return read(type, source, References.NONE);
    }

    /**
     * Makes an object of an entity, with what it refers to.
     *
     * @param <T> the type
     * @param type the type; its kind need not be the entity's
     * @param source the entity
     * @param references where the objects come from that it refers to
     * @return a new object
     * @throws PropertyMappingException if a stored value cannot become what its field declares, or the discriminator says that the entity is of another type
     */
    <T> T read(Class<T> type, Entity source, References references);

    /**
     * Whether objects of a type may refer to other entities.
     *
     * @param type the type
     * @return false if neither it, nor a type nested in it or below it, has a field that is a reference
     */
    boolean refers(Class<?> type);

    /**
     * Visits what an entity refers to.
     *
     * @param type the type it would be read as
     * @param source the entity
     * @param visitor is told about each reference, in no particular order
     */
    void visitReferences(Class<?> type, Entity source, References.Visitor visitor);

    /**
     * Whether an entity of a type's kind is of the type itself, or of one below it.
     *
     * @param type the type
     * @param source the entity
     * @return false if its {@link Discriminator} says that it is of another type of the hierarchy
     */
    boolean isInstance(Class<?> type, Entity source);

    /**
     * Makes an entity of an object.
     *
     * @param source an object whose type has an {@code @Id}
     * @param partition where new root keys belong
     * @return the entity; its key is incomplete if the object has no id yet and the id can be allocated
     * @throws PropertyMappingException if a field cannot be stored
     * @throws MappingException if the type has no {@code @Id}, or the id is missing and cannot be allocated
     */
    Entity write(Object source, Partition partition);

    /**
     * What setting one field of an object changes in its entity, without knowing the rest of it: an index that depends on the object is taken for granted.
     *
     * @param type the type of the object
     * @param path the field, perhaps within a nested object; not one that is part of the key
     * @param value a value of the field's type, or convertible to it without loss; for collections and arrays any of either
     * @param partition where objects without a key belong that the value refers to
     * @return the change
     * @throws PropertyMappingException if the value cannot be stored, or the path leads through several values
     * @throws MappingException if the field is not stored
     */
    FieldWrite writeField(
            Class<?> type,
            PersistentPropertyPath<DatastorePersistentProperty> path,
            @Nullable Object value,
            Partition partition);

    /**
     * What saves of a type leave as it is stored.
     *
     * @param type a type that can be stored
     * @return what to write of its entities
     */
    Retention retention(Class<?> type);

    /**
     * The key of an object.
     *
     * @param source an object whose type has an {@code @Id}
     * @param partition where new root keys belong
     * @return the key; incomplete if the object has no id yet and the id can be allocated
     * @throws MappingException if the type has no {@code @Id}, or the id is missing and cannot be allocated
     */
    Key getKey(Object source, Partition partition);

    /**
     * The object with the id, and the parent and the namespace if it has a place for them, of a key.
     *
     * @param <T> the type
     * @param source the object; changed if its fields can be, otherwise copied
     * @param key a complete key
     * @return the object that has the id
     */
    <T> T withKey(T source, Key key);

    /**
     * The key that belongs to an id.
     *
     * @param id an id of the declared type or convertible to it, or a complete {@code Key} of the type's kind
     * @param type the type
     * @param partition where root keys belong
     * @return the complete key
     * @throws InvalidKeyException if the id is no key's, the key is of another kind, or the type has a {@code @Parent}, so that an id alone does not
     *     say which entity is meant
     */
    Key toKey(Object id, Class<?> type, Partition partition);

    /**
     * The key that belongs to an id below a parent.
     *
     * @param id an id of the declared type or convertible to it
     * @param type the type
     * @param parent the parent's complete key
     * @return the complete key
     * @throws InvalidKeyException if the id is no key's, or the parent is incomplete
     */
    Key toKey(Object id, Class<?> type, Key parent);

    /**
     * The id that belongs to a key.
     *
     * @param key a complete key
     * @param type the type
     * @return a value of the type's id
     */
    Object toId(Key key, Class<?> type);

    /**
     * The stored form of a value to compare a property with: of an element if the property is a list.
     *
     * @param operand a value of the property's type, or convertible to it; null for null
     * @param property the property
     * @return the value as it stands in the index
     * @throws MappingException if it cannot be converted, or has no order
     */
    default Value toValue(@Nullable Object operand, DatastorePersistentProperty property) {
        return toRange(operand, property).from();
    }

    /**
     * The Java value of one stored value of a field.
     *
     * @param value the stored value: of a list, all of it or one element
     * @param property the field
     * @return the value, or null
     * @throws PropertyMappingException if the stored value is none of the field's type
     */
    @Nullable
    Object fromValue(Value value, DatastorePersistentProperty property);

    /**
     * The stored form of a value that no field declares: that of a field of its own class.
     *
     * @param value a value; of collections and maps each element by itself, and a stored value stays what it is
     * @param partition where objects without a key belong that the value refers to
     * @return the value
     * @throws PropertyMappingException if its class has no stored form
     */
    Value writeValue(@Nullable Object value, Partition partition);

    /**
     * The Java value that a stored value is on its own: {@code Long}, {@code Double}, {@code Boolean}, {@code String}, {@code Instant}, {@code ByteString},
     * {@code Key}, {@code GeoPoint}, {@code List} or {@code Map}.
     *
     * @param value the stored value
     * @return the Java value, or null
     */
    @Nullable
    Object readValue(Value value);

    /**
     * The properties of an entity, each as {@link #readValue} gives it.
     *
     * @param source the entity
     * @return a new map by stored names, in the order of the entity, without the key
     */
    Map<String, @Nullable Object> toMap(Entity source);

    /**
     * An entity of values that no field declares, each as {@link #writeValue} gives it. Byte arrays are not indexed, all else is.
     *
     * @param key its key
     * @param values the values by stored names
     * @return the entity
     * @throws PropertyMappingException if a value's class has no stored form
     */
    Entity fromMap(Key key, Map<String, ?> values);

    /**
     * The stored forms that count as equal to a value; what lies before and behind is less and greater.
     *
     * @param operand a value of the property's type, or convertible to it; null for null
     * @param property the property
     * @return the values as they stand in the index
     * @throws MappingException if it cannot be converted, or has no order
     */
    ValueRange toRange(@Nullable Object operand, DatastorePersistentProperty property);
}
