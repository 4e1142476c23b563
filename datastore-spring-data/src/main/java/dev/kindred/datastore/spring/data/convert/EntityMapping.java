package dev.kindred.datastore.spring.data.convert;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.PropertyMask;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.spring.data.convert.Slot.Trait;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentEntity;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentProperty;
import dev.kindred.datastore.spring.data.mapping.Field;
import dev.kindred.datastore.spring.data.mapping.TypeHierarchy;
import dev.kindred.datastore.spring.data.mapping.Unmapped;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
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
    private final @Nullable TypeHierarchy hierarchy;
    private final @Nullable Property discriminator;
    private final List<Slot> written = new ArrayList<>();
    private final List<Slot> populated = new ArrayList<>();
    private final Map<String, Slot> byField = new HashMap<>();
    /** All names that fields stand for, except those of the key. */
    private final Set<String> names = new HashSet<>();

    private final Set<String> namesInKey = new HashSet<>();
    private final boolean failsOnUnmapped;
    private @Nullable Slot extras;
    private volatile @Nullable Boolean refers;

    /**
     * Where the properties of a type are among those of others.
     *
     * @param prefix what its names begin with
     * @param indexed whether queries see them at all
     * @param around the types that this one is flattened into
     */
    record Placement(String prefix, boolean indexed, Set<Class<?>> around) {

        static final Placement OWN = new Placement("", true, Set.of());

        Placement within(Class<?> owner, String added, boolean indexedField) {
            Set<Class<?>> outer = new HashSet<>(around);
            outer.add(owner);
            return new Placement(prefix + added, indexed && indexedField, outer);
        }
    }

    EntityMapping(
            DatastorePersistentEntity<T> entity,
            Codecs codecs,
            EntityInstantiators instantiators,
            Placement placement) {
        this.entity = entity;
        this.instantiator = instantiators.getInstantiatorFor(entity);
        this.hierarchy = entity.getHierarchy();
        String type = hierarchy == null ? null : hierarchy.valueOf(entity.getType());
        this.discriminator = type == null ? null : Property.of(Value.of(type));
        if (hierarchy != null) {
            names.add(hierarchy.property());
        }
        // Flattened, it finds its owner's properties beside its own.
        this.failsOnUnmapped =
                entity.getUnmapped() == Unmapped.FAIL && placement.around().isEmpty();
        List<String> problems = new ArrayList<>();
        for (DatastorePersistentProperty property : entity) {
            if (property.isTransient()) {
                continue;
            }
            try {
                add(property, slot(property, codecs, placement));
            } catch (ConversionProblem problem) {
                problems.add("Field \"" + property.getName() + "\": " + problem.getMessage() + ".");
            }
        }
        if (!problems.isEmpty()) {
            throw new MappingException(
                    "Cannot map " + entity.getType().getName() + ":\n  - " + String.join("\n  - ", problems));
        }
    }

    private Slot slot(DatastorePersistentProperty property, Codecs codecs, Placement placement) {
        Set<Trait> traits = EnumSet.noneOf(Trait.class);
        if (property.isIdProperty() || property.isParentProperty() || property.isNamespaceProperty()) {
            traits.add(Trait.KEY_PART);
        }
        if (property.isIndexed() && placement.indexed()) {
            traits.add(Trait.INDEXED);
        }
        if (property.getNulls() == Field.Nulls.SKIP) {
            traits.add(Trait.SKIPS_NULL);
        }
        if (property.isInsertOnly()) {
            traits.add(Trait.INSERT_ONLY);
        }
        Class<?> descendants = property.getDescendantType();
        if (descendants != null) {
            traits.add(Trait.KEY_PART);
            return new DescendantsSlot(property, descendants, traits);
        }
        if (property.isExtras()) {
            if (!placement.around().isEmpty()) {
                throw new ConversionProblem(
                        "@Extras has no place in an object that is flattened; put it into the owner");
            }
            return new ExtrasSlot(property, traits, this::isMapped);
        }
        String prefix = property.getFlattenedPrefix();
        if (prefix == null) {
            return new ValueSlot(property, placement.prefix(), codecs.codec(property), traits);
        }
        Placement inside = placement.within(entity.getType(), prefix, property.isIndexed());
        if (inside.around().contains(property.getType())) {
            throw new ConversionProblem("it would be flattened into itself; store it as a nested value");
        }
        return new FlatSlot(property, codecs.flattened(property, inside), traits);
    }

    private void add(DatastorePersistentProperty property, Slot slot) {
        Set<String> added = new TreeSet<>();
        slot.addNames(added);
        Set<String> known = slot.is(Trait.KEY_PART) ? namesInKey : names;
        List<String> twice = added.stream().filter(known::contains).toList();
        if (!twice.isEmpty()) {
            throw new ConversionProblem(
                    "other fields are stored as " + twice + " too; rename one, or give it a prefix");
        }
        known.addAll(added);
        if (property.isWritable()) {
            written.add(slot);
        }
        if (slot instanceof ExtrasSlot) {
            if (extras != null) {
                throw new ConversionProblem("a type has one field marked @Extras");
            }
            extras = slot;
        }
        byField.put(property.getName(), slot);
        if (!entity.isCreatorArgument(property)) {
            populated.add(slot);
        }
    }

    DatastorePersistentEntity<T> entity() {
        return entity;
    }

    /** The slot of a field that is known to exist and to have a property of its own. */
    ValueSlot slot(DatastorePersistentProperty property) {
        if (byField.get(property.getName()) instanceof ValueSlot slot) {
            return slot;
        }
        throw new MappingException(
                entity.getType().getName() + " stores no field \"" + property.getName() + "\" as one property.");
    }

    /** The slot of a field, whatever it is stored as. */
    Slot field(DatastorePersistentProperty property) {
        Slot slot = byField.get(property.getName());
        if (slot == null) {
            throw new MappingException(
                    entity.getType().getName() + " does not store its field \"" + property.getName() + "\".");
        }
        return slot;
    }

    /** The names that fields stand for in a nested or flattened object. */
    Set<String> names() {
        if (namesInKey.isEmpty()) {
            return names;
        }
        Set<String> all = new HashSet<>(names);
        all.addAll(namesInKey);
        return all;
    }

    private boolean isMapped(String name) {
        return names.contains(name);
    }

    // What a save leaves

    boolean hasExtras() {
        return extras != null;
    }

    /** What is there of fields that are read but not always written. */
    Set<String> namesNotOwned() {
        Set<String> kept = new HashSet<>();
        for (Slot slot : byField.values()) {
            if (!slot.property().isWritable() || slot.is(Trait.INSERT_ONLY)) {
                slot.addNames(kept);
            }
        }
        return kept;
    }

    Set<String> writtenNames() {
        Set<String> all = new HashSet<>(names);
        all.removeAll(namesNotOwned());
        return all;
    }

    boolean hasInsertOnly() {
        return written.stream().anyMatch(slot -> slot.is(Trait.INSERT_ONLY));
    }

    boolean isUnmapped(String name) {
        return extras == null && !names.contains(name);
    }

    /** The paths of all that a save of a nested object writes. */
    void addPaths(String above, Map<String, Property> properties, List<String> paths) {
        for (Slot slot : written) {
            slot.addPaths(above, properties, paths);
        }
        addDiscriminator(above, paths);
    }

    /** The paths of all that a save of an entity which is there writes. */
    void addPathsWithoutKey(Map<String, Property> properties, List<String> paths) {
        for (Slot slot : written) {
            if (!slot.is(Trait.KEY_PART) && !slot.is(Trait.INSERT_ONLY)) {
                slot.addPaths("", properties, paths);
            }
        }
        addDiscriminator("", paths);
    }

    private void addDiscriminator(String above, List<String> paths) {
        if (hierarchy != null && discriminator != null) {
            paths.add(above + PropertyMask.escape(hierarchy.property()));
        }
    }

    // References

    private static final ThreadLocal<Set<EntityMapping<?>>> ASKED = ThreadLocal.withInitial(HashSet::new);

    /** Whether an object may refer to others, within nested objects too. */
    boolean refers() {
        Boolean known = refers;
        if (known != null) {
            return known;
        }
        Set<EntityMapping<?>> asked = ASKED.get();
        if (!asked.add(this)) {
            return false; // A type within itself: the outer question gives the answer.
        }
        try {
            boolean found =
                    byField.values().stream().anyMatch(slot -> !slot.property().isIdProperty() && slot.refers());
            if (found || asked.size() == 1) {
                refers = found;
            }
            return found;
        } finally {
            asked.remove(this);
        }
    }

    /**
     * Visits all references.
     *
     * @param key the key, where the object is an entity of its own
     */
    void visit(Map<String, Property> properties, @Nullable Key key, String above, References.Visitor visitor) {
        for (Slot slot : byField.values()) {
            if (key == null || !slot.is(Trait.KEY_PART)) {
                if (slot.refers()) {
                    slot.visit(properties, above, visitor);
                }
            } else if (slot.property().isParentProperty()
                    && key.parent() != null
                    && slot instanceof ValueSlot parent
                    && parent.codec() instanceof ReferenceCodec<?> codec) {
                codec.visit(key.parent(), above + slot.property().getName(), visitor);
            }
        }
    }

    // Writing

    /** The properties of an object that is a value: all its fields. */
    Map<String, Property> writeAll(Object source, Partition home) {
        Map<String, Property> properties = new LinkedHashMap<>();
        writeAll(source, properties, home);
        return properties;
    }

    void writeAll(Object source, Map<String, Property> properties, Partition home) {
        write(source, properties, slot -> true, home);
    }

    /** The properties of an object that is an entity: id and parent are in its key. */
    Map<String, Property> writeWithoutKey(Object source, Partition home) {
        Map<String, Property> properties = new LinkedHashMap<>();
        write(source, properties, slot -> !slot.is(Trait.KEY_PART), home);
        return properties;
    }

    private void write(Object source, Map<String, Property> properties, Predicate<Slot> chosen, Partition home) {
        PersistentPropertyAccessor<Object> accessor = entity.getPropertyAccessor(source);
        if (hierarchy != null && discriminator != null) {
            properties.put(hierarchy.property(), discriminator);
        }
        for (Slot slot : written) {
            if (chosen.test(slot)) {
                slot.write(accessor.getProperty(slot.property()), source, properties, home);
            }
        }
    }

    // Reading

    /**
     * Makes an object.
     *
     * @param keyParts what the key says for id and parent, where the object is an entity of its own
     * @param references where what it refers to comes from
     */
    T read(Map<String, Property> properties, @Nullable KeyParts keyParts, References references) {
        if (failsOnUnmapped) {
            refuseUnmapped(properties, keyParts != null);
        }
        T instance = instantiator.createInstance(entity, new CreatorArguments(properties, keyParts, references));
        if (populated.isEmpty()) {
            return instance;
        }
        PersistentPropertyAccessor<T> accessor = entity.getPropertyAccessor(instance);
        for (Slot slot : populated) {
            populate(accessor, slot, properties, keyParts, references);
        }
        return accessor.getBean();
    }

    void refuseUnmapped(Map<String, Property> properties, boolean keyed) {
        for (String name : properties.keySet()) {
            if (isUnmapped(name) && (keyed || !namesInKey.contains(name))) {
                throw new ConversionProblem("it is stored, and no field stands for it")
                        .in(name, entity.getType())
                        .advise(
                                "Add a field, or an @Extras map, or let such properties be kept with @Entity(unmapped = KEEP).");
            }
        }
    }

    private void populate(
            PersistentPropertyAccessor<T> accessor,
            Slot slot,
            Map<String, Property> properties,
            @Nullable KeyParts keyParts,
            References references) {
        DatastorePersistentProperty property = slot.property();
        if (keyParts != null && slot.is(Trait.KEY_PART)) {
            accessor.setProperty(property, keyParts.read(slot));
            return;
        }
        Object read = slot.read(properties, references);
        if (read != Slot.MISSING) {
            accessor.setProperty(property, read);
        } else if (slot.absent() != null && accessor.getProperty(property) == null) {
            accessor.setProperty(property, slot.absent());
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
        private final References references;

        CreatorArguments(Map<String, Property> properties, @Nullable KeyParts keyParts, References references) {
            this.properties = properties;
            this.keyParts = keyParts;
            this.references = references;
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
            Object read = slot.read(properties, references);
            return read == Slot.MISSING ? slot.absent() : read;
        }
    }
}
