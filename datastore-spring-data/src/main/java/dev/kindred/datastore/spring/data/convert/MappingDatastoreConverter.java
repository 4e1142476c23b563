package dev.kindred.datastore.spring.data.convert;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.InvalidKeyException;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.model.Value.KeyValue;
import dev.kindred.datastore.model.Value.LongValue;
import dev.kindred.datastore.model.Value.StringValue;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentEntity;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentProperty;
import dev.kindred.datastore.spring.data.mapping.GeneratedId;
import dev.kindred.datastore.spring.data.mapping.Ref;
import dev.kindred.datastore.spring.data.mapping.TypeHierarchy;
import dev.kindred.datastore.spring.data.text.JsonText;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.data.convert.CustomConversions;
import org.springframework.data.mapping.MappingException;
import org.springframework.data.mapping.PersistentPropertyAccessor;
import org.springframework.data.mapping.PersistentPropertyPath;
import org.springframework.data.mapping.model.EntityInstantiators;
import org.springframework.util.ClassUtils;

/**
 * Converts by what the mapping context knows of a type.
 *
 * <p>Any class that is not a single value is stored as nested value, property by property, without an annotation. Null, a missing property and an empty
 * collection are three states and stay so. How each type of the JDK is stored is in {@code docs/formats/property-values.md}.
 */
public final class MappingDatastoreConverter implements DatastoreConverter {

    private static final Set<Class<?>> ALLOCATED = Set.of(long.class, Long.class, int.class, Integer.class);
    private static final String ADVICE =
            "Change the field's type, or register a converter with DatastoreCustomConversions.";

    private final DatastoreMappingContext context;
    private final DefaultConversionService conversionService = new DefaultConversionService();
    private final EntityInstantiators instantiators = new EntityInstantiators();
    private final Codecs codecs;
    private final FieldWriter fieldWriter;
    private final MixedValues mixed;
    private final Ulids ulids = new Ulids();
    private volatile @Nullable JsonText json;

    /**
     * A converter without the application's own conversions.
     *
     * @param context knows the types
     */
    public MappingDatastoreConverter(DatastoreMappingContext context) {
        this(context, new DatastoreCustomConversions());
    }

    /**
     * A converter.
     *
     * @param context knows the types; should share the simple types of the conversions
     * @param conversions the application's converters
     */
    public MappingDatastoreConverter(DatastoreMappingContext context, CustomConversions conversions) {
        this.context = context;
        conversions.registerConvertersIn(conversionService);
        this.codecs = new Codecs(context, conversions, conversionService, instantiators, new Keys(), this::json);
        this.mixed = new MixedValues(codecs);
        this.fieldWriter = new FieldWriter(codecs, conversionService);
    }

    /**
     * Sets what writes and reads the fields that are stored as JSON, instead of {@link JsonText#ifAvailable()}. To be called before the first use.
     *
     * @param text writes what it will be able to read
     */
    public void setJsonText(JsonText text) {
        json = text;
    }

    private @Nullable JsonText json() {
        JsonText known = json;
        if (known == null) {
            known = JsonText.ifAvailable();
            json = known;
        }
        return known;
    }

    @Override
    public DatastoreMappingContext getMappingContext() {
        return context;
    }

    @Override
    public ConversionService getConversionService() {
        return conversionService;
    }

    @Override
    public EntityInstantiators getEntityInstantiators() {
        return instantiators;
    }

    @Override
    public void verify(Class<?> type) {
        verify(context.getRequiredPersistentEntity(type), new HashSet<>());
    }

    private void verify(DatastorePersistentEntity<?> entity, Set<DatastorePersistentEntity<?>> seen) {
        if (!seen.add(entity)) {
            return;
        }
        codecs.mapping(entity);
        TypeHierarchy hierarchy = entity.getHierarchy();
        if (hierarchy != null) {
            hierarchy.types().forEach(type -> verify(context.getRequiredPersistentEntity(type), seen));
        }
        for (DatastorePersistentProperty property : entity) {
            property.getPersistentEntityTypeInformation().forEach(nested -> {
                DatastorePersistentEntity<?> known = context.getPersistentEntity(nested);
                if (known != null) {
                    verify(known, seen);
                }
            });
        }
    }

    @Override
    public <T> T read(Class<T> type, Entity source, References references) {
        EntityMapping<?> declared = codecs.mapping(type);
        Key key = source.key();
        try {
            EntityMapping<?> mapping = codecs.subtypes().stored(declared, source.properties());
            return type.cast(mapping.read(source.properties(), slot -> keyPart(key, slot, references), references));
        } catch (ConversionProblem problem) {
            throw problem.toException("Cannot read " + key + " as " + type.getName(), ADVICE);
        }
    }

    @Override
    public boolean refers(Class<?> type) {
        EntityMapping<?> mapping = codecs.mapping(type);
        return codecs.subtypes().refers(mapping);
    }

    @Override
    public void visitReferences(Class<?> type, Entity source, References.Visitor visitor) {
        try {
            codecs.subtypes()
                    .stored(codecs.mapping(type), source.properties())
                    .visit(source.properties(), source.key(), "", visitor);
        } catch (ConversionProblem problem) {
            throw problem.toException("Cannot read " + source.key() + " as " + type.getName(), ADVICE);
        }
    }

    @Override
    public boolean isInstance(Class<?> type, Entity source) {
        return codecs.subtypes().isStored(codecs.mapping(type), source.properties());
    }

    private static @Nullable Object keyPart(Key key, Slot slot, References references) {
        if (slot instanceof DescendantsSlot descendants) {
            return descendants.of(key, references);
        }
        if (slot.property().isNamespaceProperty()) {
            return key.partition().namespace();
        }
        if (slot.property().isIdProperty() && slot instanceof ValueSlot id) {
            return idOf(key, id);
        }
        Key parent = key.parent();
        return parent != null
                        && slot instanceof ValueSlot referring
                        && referring.codec() instanceof ReferenceCodec<?> codec
                ? codec.read(parent, references)
                : parent;
    }

    private static Object idOf(Key key, ValueSlot slot) {
        if (slot.property().getType() == Key.class) {
            return key;
        }
        if (slot.property().getType() == Ref.class) {
            return Ref.to(key);
        }
        String name = key.name();
        Object id = slot.read(name == null ? Value.of(key.id()) : Value.of(name));
        return Objects.requireNonNull(id);
    }

    @Override
    public Entity write(Object source, Partition partition) {
        EntityMapping<?> mapping = mappingOf(source);
        Map<String, Property> properties;
        Key key;
        try {
            key = keyOf(mapping, source, partition);
            properties = mapping.writeWithoutKey(source, partition);
        } catch (ConversionProblem problem) {
            throw problem.toException(
                    "Cannot store " + mapping.entity().getType().getName(), ADVICE);
        }
        return Entity.stored(key, properties, 0, 0); // As a builder would make it, without copying the map.
    }

    @Override
    public Key getKey(Object source, Partition partition) {
        EntityMapping<?> mapping = mappingOf(source);
        try {
            return keyOf(mapping, source, partition);
        } catch (ConversionProblem problem) {
            throw problem.toException(
                    "Cannot store " + mapping.entity().getType().getName(), ADVICE);
        }
    }

    @Override
    public FieldWrite writeField(
            Class<?> type,
            PersistentPropertyPath<DatastorePersistentProperty> path,
            @Nullable Object value,
            Partition partition) {
        try {
            return fieldWriter.write(type, path, value, partition);
        } catch (ConversionProblem problem) {
            throw problem.toException("Cannot update " + type.getName(), ADVICE);
        }
    }

    @Override
    public Retention retention(Class<?> type) {
        return codecs.retention(type);
    }

    private EntityMapping<?> mappingOf(Object source) {
        return codecs.mapping(ClassUtils.getUserClass(source));
    }

    /** Where new root keys of a kind belong: where it is pinned, if it is. */
    private Partition home(DatastorePersistentEntity<?> entity, Partition given) {
        String pinned = context.pinnedNamespace(entity.getKind());
        return pinned == null ? given : given.withNamespace(pinned);
    }

    private Key keyOf(EntityMapping<?> mapping, Object source, Partition given) {
        DatastorePersistentEntity<?> entity = mapping.entity();
        Partition home = home(entity, given);
        ValueSlot slot = idSlot(mapping);
        PersistentPropertyAccessor<Object> accessor = entity.getPropertyAccessor(source);
        DatastorePersistentProperty namespaceProperty = entity.getNamespaceProperty();
        String namespace = namespaceProperty == null ? null : (String) accessor.getProperty(namespaceProperty);
        Partition partition = namespace == null ? home : home.withNamespace(namespace);
        DatastorePersistentProperty parentProperty = entity.getParentProperty();
        Key parent = parentProperty == null
                ? null
                : parentOf(mapping.slot(parentProperty), accessor.getProperty(parentProperty), partition);
        if (parent != null && namespace != null) {
            checkNamespace(parent, namespace, entity);
        }
        Object id = accessor.getProperty(slot.property());
        if (id instanceof Ref<?> ref) {
            id = ref.key();
        }
        if (id instanceof Key key) {
            if (namespace != null) {
                checkNamespace(key, namespace, entity);
            }
            return checked(key, parent, entity);
        }
        Value value = id == null ? Value.NULL : slot.write(id, partition);
        if (value instanceof LongValue number && number.value() != 0) {
            return key(parent, partition, entity.getKind(), number.value());
        }
        if (value instanceof StringValue text) {
            return key(parent, partition, entity.getKind(), text.value());
        }
        Class<?> type = slot.property().getType();
        GeneratedId.Strategy strategy = slot.property().getIdStrategy();
        if (strategy == GeneratedId.Strategy.ULID) {
            return key(parent, partition, entity.getKind(), ulids.next());
        }
        if (type == UUID.class || strategy == GeneratedId.Strategy.UUID) {
            return key(parent, partition, entity.getKind(), UUID.randomUUID().toString());
        }
        if (type == Key.class || type == Ref.class || ALLOCATED.contains(type)) {
            return parent == null
                    ? partition.incompleteKey(entity.getKind())
                    : parent.incompleteChild(entity.getKind());
        }
        throw new MappingException("Cannot store " + entity.getType().getName() + ": its id, field \""
                + slot.property().getName() + "\", is " + id + ", and ids of type " + type.getTypeName()
                + " are not allocated; set it before saving, declare it as Long, or mark it with @GeneratedId.");
    }

    /** The mapping that knows the id of a type: for a base without an id of its own, that of a subtype. */
    private EntityMapping<?> keyMapping(Class<?> type) {
        EntityMapping<?> mapping = codecs.mapping(type);
        TypeHierarchy hierarchy = mapping.entity().getHierarchy();
        if (hierarchy != null && mapping.entity().getIdProperty() == null) {
            for (Class<?> subtype : hierarchy.types()) {
                EntityMapping<?> candidate = codecs.mapping(subtype);
                if (type.isAssignableFrom(subtype) && candidate.entity().getIdProperty() != null) {
                    return candidate;
                }
            }
        }
        return mapping;
    }

    private static @Nullable Key parentOf(ValueSlot slot, @Nullable Object value, Partition home) {
        return value == null ? null : slot.write(value, home) instanceof KeyValue key ? key.value() : null;
    }

    private static ValueSlot idSlot(EntityMapping<?> mapping) {
        DatastorePersistentProperty property = mapping.entity().getIdProperty();
        if (property == null) {
            throw new MappingException(mapping.entity().getType().getName()
                    + " has no @Id field, so that it is a value and no entity; add one of type Long, String or Key.");
        }
        return mapping.slot(property);
    }

    private static Key checked(Key key, @Nullable Key parent, DatastorePersistentEntity<?> entity) {
        checkKind(key, entity);
        if (parent != null && !parent.equals(key.parent())) {
            throw new InvalidKeyException("Cannot store " + entity.getType().getName() + " under key " + key
                    + ": its @Parent is " + parent + "; a key and its parent must agree.");
        }
        return key;
    }

    private static void checkNamespace(Key key, String namespace, DatastorePersistentEntity<?> entity) {
        if (!key.partition().namespace().equals(namespace)) {
            throw new InvalidKeyException("Key " + key + " is in namespace \""
                    + key.partition().namespace() + "\", and the @Namespace of "
                    + entity.getType().getName() + " is \"" + namespace + "\"; they must agree.");
        }
    }

    private static void checkKind(Key key, DatastorePersistentEntity<?> entity) {
        if (!key.kind().equals(entity.getKind())) {
            throw new InvalidKeyException("Key " + key + " is of kind \"" + key.kind() + "\", and "
                    + entity.getType().getName() + " is of kind \"" + entity.getKind() + "\".");
        }
    }

    private static Key key(@Nullable Key parent, Partition partition, String kind, long id) {
        return parent == null ? partition.key(kind, id) : parent.child(kind, id);
    }

    private static Key key(@Nullable Key parent, Partition partition, String kind, String name) {
        return parent == null ? partition.key(kind, name) : parent.child(kind, name);
    }

    @Override
    public <T> T withKey(T source, Key key) {
        EntityMapping<?> mapping = mappingOf(source);
        DatastorePersistentEntity<?> entity = mapping.entity();
        PersistentPropertyAccessor<T> accessor = entity.getPropertyAccessor(source);
        set(accessor, entity.getRequiredIdProperty(), idOf(key, idSlot(mapping)));
        DatastorePersistentProperty parent = entity.getParentProperty();
        if (parent != null) {
            setParent(accessor, mapping.slot(parent), key.parent());
        }
        DatastorePersistentProperty namespace = entity.getNamespaceProperty();
        if (namespace != null) {
            set(accessor, namespace, key.partition().namespace());
        }
        return accessor.getBean();
    }

    /** A parent that is there already is the one of the key, since the key was made of it. */
    private static void setParent(PersistentPropertyAccessor<?> accessor, ValueSlot slot, @Nullable Key parent) {
        DatastorePersistentProperty property = slot.property();
        if (property.getType() == Key.class) {
            set(accessor, property, parent);
        } else if (accessor.getProperty(property) == null
                && parent != null
                && slot.codec() instanceof ReferenceCodec<?> codec) {
            set(accessor, property, codec.read(parent, References.NONE));
        }
    }

    private static void set(
            PersistentPropertyAccessor<?> accessor, DatastorePersistentProperty property, @Nullable Object value) {
        if (!Objects.equals(accessor.getProperty(property), value)) {
            accessor.setProperty(property, value);
        }
    }

    @Override
    public Key toKey(Object id, Class<?> type, Partition partition) {
        EntityMapping<?> mapping = keyMapping(type);
        DatastorePersistentEntity<?> entity = mapping.entity();
        if (id instanceof Ref<?> ref) {
            return toKey(ref.key(), type, partition);
        }
        if (id instanceof Key key) {
            checkKind(key, entity);
            if (key.isIncomplete()) {
                throw new InvalidKeyException("Key " + key + " is incomplete, so that it names no entity yet.");
            }
            return key;
        }
        DatastorePersistentProperty parent = entity.getParentProperty();
        if (parent != null) {
            throw new InvalidKeyException("The id \"" + id + "\" alone does not say which " + type.getName()
                    + " is meant, since it has a @Parent, field \"" + parent.getName()
                    + "\"; give the whole key, as createKey(type, id, parent) makes it.");
        }
        return toKey(id, mapping, null, home(entity, partition));
    }

    @Override
    public Key toKey(Object id, Class<?> type, Key parent) {
        return toKey(id, keyMapping(type), parent, parent.partition());
    }

    private Key toKey(Object id, EntityMapping<?> mapping, @Nullable Key parent, Partition partition) {
        DatastorePersistentEntity<?> entity = mapping.entity();
        ValueSlot slot = idSlot(mapping);
        Value value = null;
        if (slot.codec().type() != Key.class && slot.codec().type() != Ref.class) {
            value = operand(id, slot.codec(), slot.property()).from();
        } else if (id instanceof Number number) {
            value = Value.of(number.longValue());
        } else if (id instanceof CharSequence name) {
            value = Value.of(name.toString());
        }
        if (value instanceof LongValue number) {
            return key(parent, partition, entity.getKind(), number.value());
        }
        if (value instanceof StringValue name) {
            return key(parent, partition, entity.getKind(), name.value());
        }
        throw new InvalidKeyException("\"" + id + "\" of type " + id.getClass().getTypeName() + " is no id of "
                + entity.getType().getName() + ", whose ids are of type "
                + slot.property().getType().getTypeName() + ".");
    }

    @Override
    public Object toId(Key key, Class<?> type) {
        try {
            return idOf(key, idSlot(keyMapping(type)));
        } catch (ConversionProblem problem) {
            throw problem.toException("Cannot take the id of " + key + " for " + type.getName(), ADVICE);
        }
    }

    @Override
    public @Nullable Object fromValue(Value value, DatastorePersistentProperty property) {
        DatastorePersistentEntity<?> owner =
                context.getRequiredPersistentEntity(property.getOwner().getTypeInformation());
        try {
            return codecs.mapping(owner).slot(property).read(value);
        } catch (ConversionProblem problem) {
            throw problem.toException(
                    "Cannot read a projected " + owner.getType().getName(), ADVICE);
        }
    }

    @Override
    public Value writeValue(@Nullable Object value, Partition partition) {
        try {
            return mixed.write(value, partition);
        } catch (ConversionProblem problem) {
            throw problem.toException(
                    "Cannot store \"" + ConversionProblem.shorten(String.valueOf(value)) + "\"", ADVICE);
        }
    }

    @Override
    public @Nullable Object readValue(Value value) {
        return value == Value.NULL ? null : AnyCodec.natural(value);
    }

    @Override
    public Map<String, @Nullable Object> toMap(Entity source) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        source.properties().forEach((name, property) -> values.put(name, readValue(property.value())));
        return values;
    }

    @Override
    public Entity fromMap(Key key, Map<String, ?> values) {
        try {
            return Entity.stored(key, mixed.properties(values, key.partition()), 0, 0);
        } catch (ConversionProblem problem) {
            throw problem.toException("Cannot store " + key, ADVICE);
        }
    }

    @Override
    public ValueRange toRange(@Nullable Object operand, DatastorePersistentProperty property) {
        Object content = operand instanceof Optional<?> optional ? optional.orElse(null) : operand;
        if (content == null) {
            return ValueRange.of(Value.NULL);
        }
        Codec codec = codecs.mapping(
                        context.getRequiredPersistentEntity(property.getOwner().getTypeInformation()))
                .slot(property)
                .codec()
                .operand();
        return operand(content, codec, property);
    }

    private ValueRange operand(Object operand, Codec codec, DatastorePersistentProperty property) {
        Object converted = operand;
        try {
            if (!codec.accepts(operand)) {
                converted = conversionService.convert(operand, codec.type());
            }
            if (converted == null || isRounded(operand, converted)) {
                throw new ConversionProblem("it is not exactly a value of that type");
            }
            ValueRange range = codec.range(converted);
            if (range.from().rank() == Value.Rank.UNORDERED) {
                throw new ConversionProblem("it is stored as a whole that has no order; compare a field within it");
            }
            return range;
        } catch (RuntimeException e) {
            throw new MappingException(
                    "Cannot compare field \"" + property.getName() + "\" of "
                            + property.getOwner().getType().getName() + ", a "
                            + property.getType().getTypeName() + ", with \"" + ConversionProblem.shorten(operand)
                            + "\" of type " + operand.getClass().getTypeName() + ": " + e.getMessage() + ".",
                    e);
        }
    }

    static boolean isRounded(Object operand, Object converted) {
        return operand instanceof Number before
                && converted instanceof Number after
                && before.doubleValue() != after.doubleValue()
                && !Double.isNaN(before.doubleValue());
    }

    /** The keys of objects that are referred to. */
    private final class Keys implements ReferenceCodec.Keys {

        @Override
        public Key keyOf(Object object, Partition home) {
            return MappingDatastoreConverter.this.keyOf(mappingOf(object), object, home);
        }

        @Override
        public String kindOf(Class<?> type) {
            return context.getRequiredPersistentEntity(type).getKind();
        }
    }
}
