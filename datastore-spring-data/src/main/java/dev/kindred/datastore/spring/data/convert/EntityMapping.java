package dev.kindred.datastore.spring.data.convert;

import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentEntity;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentProperty;
import dev.kindred.datastore.spring.data.mapping.Field;
import dev.kindred.datastore.spring.data.mapping.TypeHierarchy;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mapping.MappingException;
import org.springframework.data.mapping.Parameter;
import org.springframework.data.mapping.PersistentPropertyAccessor;
import org.springframework.data.mapping.model.EntityInstantiator;
import org.springframework.data.mapping.model.EntityInstantiators;
import org.springframework.data.mapping.model.ParameterValueProvider;

/** The fields of one type with the codecs of their types, found once: what is left for each object is a loop over them. Safe for all threads. */
final class EntityMapping<T> {

    private final DatastorePersistentEntity<T> entity;
    private final EntityInstantiator instantiator;
    private final @Nullable Property discriminator;
    private final List<Slot> written = new ArrayList<>();
    private final List<Slot> populated = new ArrayList<>();
    private final Map<String, Slot> byField = new HashMap<>();

    /** What is asked of a field for every object, and so is found once. */
    enum Trait {
        /** Part of the key, where the object is an entity of its own. */
        KEY_PART,
        INDEXED,
        SKIPS_NULL
    }

    /** One field. */
    record Slot(DatastorePersistentProperty property, String name, Codec codec, Set<Trait> traits) {

        boolean is(Trait trait) {
            return traits.contains(trait);
        }

        @Nullable
        Object absent() {
            return property.getType().isPrimitive() ? Primitives.zero(property.getType()) : codec.absent();
        }

        @Nullable
        Object read(Value value) {
            try {
                Object read = codec.readNullable(value);
                if (read == null && property.getType().isPrimitive()) {
                    throw new ConversionProblem("null is stored, which "
                            + property.getType().getTypeName() + " cannot take; declare the boxed type");
                }
                return read;
            } catch (RuntimeException e) {
                throw ConversionProblem.of(e, value).in(name, property.getType());
            }
        }

        Value write(@Nullable Object value) {
            try {
                return codec.writeNullable(value);
            } catch (RuntimeException e) {
                throw ConversionProblem.of(e, String.valueOf(value)).in(name, property.getType());
            }
        }
    }

    EntityMapping(DatastorePersistentEntity<T> entity, Codecs codecs, EntityInstantiators instantiators) {
        this.entity = entity;
        this.instantiator = instantiators.getInstantiatorFor(entity);
        TypeHierarchy hierarchy = entity.getHierarchy();
        String type = hierarchy == null ? null : hierarchy.valueOf(entity.getType());
        this.discriminator = type == null ? null : Property.of(Value.of(type));
        List<String> problems = new ArrayList<>();
        for (DatastorePersistentProperty property : entity) {
            if (property.isTransient()) {
                continue;
            }
            try {
                add(property, codecs.codec(property.getTypeInformation()));
            } catch (ConversionProblem problem) {
                problems.add("Field \"" + property.getName() + "\": " + problem.getMessage() + ".");
            }
        }
        if (!problems.isEmpty()) {
            throw new MappingException(
                    "Cannot map " + entity.getType().getName() + ":\n  - " + String.join("\n  - ", problems));
        }
    }

    private void add(DatastorePersistentProperty property, Codec codec) {
        Set<Trait> traits = EnumSet.noneOf(Trait.class);
        if (property.isIdProperty() || property.isParentProperty()) {
            traits.add(Trait.KEY_PART);
        }
        if (property.isIndexed()) {
            traits.add(Trait.INDEXED);
        }
        if (property.getNulls() == Field.Nulls.SKIP) {
            traits.add(Trait.SKIPS_NULL);
        }
        Slot slot = new Slot(property, property.getStoredName(), codec, traits);
        if (property.isWritable()) {
            written.add(slot);
        }
        byField.put(property.getName(), slot);
        if (!entity.isCreatorArgument(property)) {
            populated.add(slot);
        }
    }

    DatastorePersistentEntity<T> entity() {
        return entity;
    }

    /** The slot of a field that is known to exist and to be stored. */
    Slot slot(DatastorePersistentProperty property) {
        Slot slot = byField.get(property.getName());
        if (slot == null) {
            throw new MappingException(entity.getType().getName() + " stores no field \"" + property.getName() + "\".");
        }
        return slot;
    }

    /** The properties of an object that is a value: all its fields. */
    Map<String, Property> writeAll(Object source) {
        return write(source, false);
    }

    /** The properties of an object that is an entity: id and parent are in its key. */
    Map<String, Property> writeWithoutKey(Object source) {
        return write(source, true);
    }

    private Map<String, Property> write(Object source, boolean keyed) {
        PersistentPropertyAccessor<Object> accessor = entity.getPropertyAccessor(source);
        Map<String, Property> properties = new LinkedHashMap<>();
        TypeHierarchy hierarchy = entity.getHierarchy();
        if (hierarchy != null && discriminator != null) {
            properties.put(hierarchy.property(), discriminator);
        }
        for (Slot slot : written) {
            if (keyed && slot.is(Trait.KEY_PART)) {
                continue;
            }
            Object value = accessor.getProperty(slot.property());
            if (value != null || !slot.is(Trait.SKIPS_NULL)) {
                properties.put(slot.name(), new Property(slot.write(value), slot.is(Trait.INDEXED)));
            }
        }
        return properties;
    }

    /**
     * Makes an object.
     *
     * @param keyParts what the key says for id and parent, where the object is an entity of its own
     */
    T read(Map<String, Property> properties, @Nullable KeyParts keyParts) {
        T instance = instantiator.createInstance(entity, new CreatorArguments(properties, keyParts));
        if (populated.isEmpty()) {
            return instance;
        }
        PersistentPropertyAccessor<T> accessor = entity.getPropertyAccessor(instance);
        for (Slot slot : populated) {
            populate(accessor, slot, properties, keyParts);
        }
        return accessor.getBean();
    }

    private void populate(
            PersistentPropertyAccessor<T> accessor,
            Slot slot,
            Map<String, Property> properties,
            @Nullable KeyParts keyParts) {
        DatastorePersistentProperty property = slot.property();
        if (keyParts != null && slot.is(Trait.KEY_PART)) {
            accessor.setProperty(property, keyParts.read(slot));
            return;
        }
        Property stored = properties.get(slot.name());
        if (stored != null) {
            accessor.setProperty(property, slot.read(stored.value()));
        } else if (slot.codec().absent() != null && accessor.getProperty(property) == null) {
            accessor.setProperty(property, slot.codec().absent());
        }
    }

    /** What the key of an entity says for the fields that are part of it. */
    interface KeyParts {
        @Nullable
        Object read(Slot slot);
    }

    private final class CreatorArguments implements ParameterValueProvider<DatastorePersistentProperty> {

        private final Map<String, Property> properties;
        private final @Nullable KeyParts keyParts;

        CreatorArguments(Map<String, Property> properties, @Nullable KeyParts keyParts) {
            this.properties = properties;
            this.keyParts = keyParts;
        }

        @Override
        @SuppressWarnings("unchecked") // A codec reads what its field declares.
        public <A> @Nullable A getParameterValue(Parameter<A, DatastorePersistentProperty> parameter) {
            return (A) value(parameter);
        }

        private @Nullable Object value(Parameter<?, DatastorePersistentProperty> parameter) {
            Slot slot = byField.get(parameter.getName());
            if (slot == null) {
                return parameter.getRawType().isPrimitive() ? Primitives.zero(parameter.getRawType()) : null;
            }
            if (keyParts != null && slot.is(Trait.KEY_PART)) {
                return keyParts.read(slot);
            }
            Property stored = properties.get(slot.name());
            return stored == null ? slot.absent() : slot.read(stored.value());
        }
    }
}
