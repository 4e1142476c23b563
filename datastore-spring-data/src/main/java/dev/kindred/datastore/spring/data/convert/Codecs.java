package dev.kindred.datastore.spring.data.convert;

import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.spring.data.convert.EntityMapping.Placement;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentEntity;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentProperty;
import dev.kindred.datastore.spring.data.mapping.DatastoreSimpleTypes;
import dev.kindred.datastore.spring.data.mapping.Field;
import dev.kindred.datastore.spring.data.mapping.MapKey;
import dev.kindred.datastore.spring.data.mapping.Ref;
import dev.kindred.datastore.spring.data.text.JsonText;
import java.io.Serializable;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.core.convert.ConversionService;
import org.springframework.data.convert.CustomConversions;
import org.springframework.data.convert.PropertyValueConverter;
import org.springframework.data.convert.ValueConversionContext;
import org.springframework.data.core.TypeInformation;
import org.springframework.data.mapping.model.EntityInstantiators;
import org.springframework.util.ClassUtils;

/** Finds the stored form of a declared type, once per type. Converters of the application come first. Safe for all threads. */
final class Codecs {

    /** Declarations that say nothing of what the value is. */
    private static final Set<Class<?>> ANYTHING =
            Set.of(Object.class, Serializable.class, Comparable.class, Number.class);

    private final DatastoreMappingContext context;
    private final CustomConversions conversions;
    private final ConversionService conversionService;
    private final EntityInstantiators instantiators;
    private final ReferenceCodec.Keys keys;
    private final Supplier<@Nullable JsonText> json;
    private final Subtypes subtypes = new Subtypes(this);
    private final Map<TypeInformation<?>, Codec> codecs = new ConcurrentHashMap<>();
    private final Map<DatastorePersistentEntity<?>, EntityMapping<?>> mappings = new ConcurrentHashMap<>();
    private final Map<Class<?>, EntityMapping<?>> mappingsByClass = new ConcurrentHashMap<>();
    private final Map<Class<?>, Retention> retentions = new ConcurrentHashMap<>();

    Codecs(
            DatastoreMappingContext context,
            CustomConversions conversions,
            ConversionService conversionService,
            EntityInstantiators instantiators,
            ReferenceCodec.Keys keys,
            Supplier<@Nullable JsonText> json) {
        this.keys = keys;
        this.json = json;
        this.context = context;
        this.conversions = conversions;
        this.conversionService = conversionService;
        this.instantiators = instantiators;
    }

    Subtypes subtypes() {
        return subtypes;
    }

    /** As below; without the locks and lookups of the mapping context, which would be a good part of a small object's cost. */
    EntityMapping<?> mapping(Class<?> type) {
        EntityMapping<?> known = mappingsByClass.get(type);
        if (known == null) {
            known = mapping(context.getRequiredPersistentEntity(type));
            mappingsByClass.put(type, known);
        }
        return known;
    }

    /**
     * The mapping of a type's fields.
     *
     * @throws org.springframework.data.mapping.MappingException if a field cannot be stored
     */
    EntityMapping<?> mapping(DatastorePersistentEntity<?> entity) {
        EntityMapping<?> known = mappings.get(entity);
        if (known == null) {
            // Not computeIfAbsent: types refer to each other.
            known = new EntityMapping<>(entity, this, instantiators, Placement.OWN);
            EntityMapping<?> other = mappings.putIfAbsent(entity, known);
            known = other == null ? known : other;
        }
        return known;
    }

    /**
     * The mapping of an object that has its properties among those of its owner.
     *
     * @throws ConversionProblem if that cannot be
     */
    EntityMapping<?> flattened(DatastorePersistentProperty property, Placement placement) {
        DatastorePersistentEntity<?> entity = context.getPersistentEntity(property.getTypeInformation());
        if (entity == null || property.isMap() || property.isCollectionLike()) {
            throw new ConversionProblem(property.getType().getTypeName()
                    + " cannot be flattened, since it has no fields of its own; take @Embedded off");
        }
        if (entity.getHierarchy() != null) {
            throw new ConversionProblem(property.getType().getTypeName()
                    + " has subtypes, which have other fields; take @Embedded off, and store it as a nested value");
        }
        return new EntityMapping<>(entity, this, instantiators, placement);
    }

    /** What saves of a type leave. */
    Retention retention(Class<?> type) {
        Retention known = retentions.get(type);
        if (known == null) {
            known = new PropertyRetention(mapping(type), this);
            retentions.put(type, known);
        }
        return known;
    }

    /**
     * The codec of a declared type.
     *
     * @throws ConversionProblem if the type has no stored form
     */
    Codec codec(TypeInformation<?> type) {
        Codec known = codecs.get(type);
        if (known == null) {
            known = create(type);
            codecs.putIfAbsent(type, known);
        }
        return known;
    }

    /**
     * The codec of a field.
     *
     * @throws ConversionProblem if its type has no stored form
     */
    Codec codec(DatastorePersistentProperty property) {
        if (conversions.hasValueConverter(property)) {
            return converted(property);
        }
        TypeInformation<?> type = property.getTypeInformation();
        if (property.isJson()) {
            return new JsonCodec(
                    ClassUtils.resolvePrimitiveIfNecessary(type.getType()),
                    type.toTypeDescriptor().getResolvableType().getType(),
                    json.get());
        }
        MapKey mapKey = property.findAnnotation(MapKey.class);
        if (mapKey != null) {
            return keyedList(property, mapKey.value());
        }
        if (property.getReading() == Field.Reading.LENIENT) {
            return lenient(type);
        }
        Class<?> referred = property.getReferredType();
        return referred == null
                ? codec(property.getTypeInformation())
                : reference(property.getTypeInformation(), property, referred);
    }

    private Codec converted(DatastorePersistentProperty property) {
        PropertyValueConverter<Object, Object, ValueConversionContext<DatastorePersistentProperty>> converter =
                conversions.getRequiredValueConverter(property);
        ResolvableType stored = ResolvableType.forClass(converter.getClass())
                .as(PropertyValueConverter.class)
                .getGeneric(1);
        return new PropertyConverterCodec(
                ClassUtils.resolvePrimitiveIfNecessary(property.getType()),
                property,
                converter,
                codec(stored.resolve() == null ? TypeInformation.OBJECT : TypeInformation.of(stored)));
    }

    private Codec keyedList(DatastorePersistentProperty property, String field) {
        TypeInformation<?> type = property.getTypeInformation();
        if (!type.isMap() || property.getReferredType() != null) {
            throw new ConversionProblem("@MapKey belongs on a Map of objects that are stored within the entity");
        }
        TypeInformation<?> content = argument(type.getMapValueType());
        Class<?> keyType = argument(type.getComponentType()).getType();
        DatastorePersistentEntity<?> element = context.getPersistentEntity(content);
        DatastorePersistentProperty key = element == null ? null : element.getPersistentProperty(field);
        if (key == null || !keyType.isAssignableFrom(ClassUtils.resolvePrimitiveIfNecessary(key.getType()))) {
            throw new ConversionProblem("@MapKey(\"" + field + "\") names no field of "
                    + content.getType().getTypeName() + " with keys of type " + keyType.getTypeName());
        }
        return new KeyedListCodec(
                type.getType(),
                keyType,
                new CollectionCodec(List.class, content.getType(), codec(content)),
                value -> keyOf(value, field));
    }

    private @Nullable Object keyOf(Object element, String field) {
        DatastorePersistentEntity<?> type = context.getRequiredPersistentEntity(ClassUtils.getUserClass(element));
        return type.getPropertyAccessor(element).getProperty(type.getRequiredPersistentProperty(field));
    }

    private Codec lenient(TypeInformation<?> type) {
        Class<?> boxed = ClassUtils.resolvePrimitiveIfNecessary(type.getType());
        if (boxed == Optional.class) {
            return new OptionalCodec(lenient(argument(type.getComponentType())));
        }
        if (type.isCollectionLike()) {
            TypeInformation<?> element = argument(type.getComponentType());
            return new CollectionCodec(boxed, element.getType(), lenient(element));
        }
        Codec strict = codec(type);
        boolean numberOrText = boxed == String.class || Number.class.isAssignableFrom(boxed) && boxed != Number.class;
        return numberOrText ? new LenientCodec(strict, conversionService) : strict;
    }

    /** The codec of a field that refers to other entities; not shared, since each field has its own way to load them. */
    private Codec reference(TypeInformation<?> type, DatastorePersistentProperty property, Class<?> referred) {
        Class<?> raw = type.getType();
        if (raw == Optional.class) {
            return new OptionalCodec(reference(argument(type.getComponentType()), property, referred));
        }
        if (type.isMap()) {
            Class<?> keyType = argument(type.getComponentType()).getType();
            return new MapCodec(
                    raw,
                    keyType,
                    codec(TypeInformation.of(keyType)),
                    reference(argument(type.getMapValueType()), property, referred));
        }
        if (type.isCollectionLike() && !type.getType().equals(Ref.class)) {
            TypeInformation<?> element = argument(type.getComponentType());
            return new CollectionCodec(raw, element.getType(), reference(element, property, referred));
        }
        return new ReferenceCodec<>(raw, property, referred, keys);
    }

    private Codec create(TypeInformation<?> type) {
        Class<?> boxed = ClassUtils.resolvePrimitiveIfNecessary(type.getType());
        Class<?> target = conversions.getCustomWriteTarget(boxed).orElse(null);
        if (target != null && target != boxed) {
            return new ConvertedCodec(boxed, codec(TypeInformation.of(target)), conversionService);
        }
        Codec scalar = ScalarCodecs.find(boxed);
        if (scalar != null) {
            return scalar;
        }
        if (DatastoreSimpleTypes.isJson(boxed)) {
            return new JsonCodec(boxed, boxed, json.get());
        }
        if (boxed.isEnum()) {
            return EnumCodec.of(boxed, this::codec);
        }
        if (boxed == Optional.class) {
            return new OptionalCodec(codec(argument(type.getComponentType())));
        }
        if (type.isMap()) {
            TypeInformation<?> key = argument(type.getComponentType());
            Class<?> keyType = key.getType() == Object.class ? String.class : key.getType();
            return new MapCodec(
                    boxed, keyType, codec(TypeInformation.of(keyType)), codec(argument(type.getMapValueType())));
        }
        if (type.isCollectionLike()) {
            TypeInformation<?> element = argument(type.getComponentType());
            return new CollectionCodec(boxed, element.getType(), codec(element));
        }
        if (ANYTHING.contains(boxed)) {
            return new AnyCodec(boxed);
        }
        if (Value.class.isAssignableFrom(boxed)) {
            return new ValueCodec(boxed);
        }
        return nested(type, boxed);
    }

    private static TypeInformation<?> argument(@Nullable TypeInformation<?> argument) {
        return argument == null ? TypeInformation.OBJECT : argument;
    }

    private Codec nested(TypeInformation<?> type, Class<?> boxed) {
        String name = boxed.getName();
        if (name.startsWith("java.") || name.startsWith("javax.") || name.startsWith("jdk.") || boxed.isAnnotation()) {
            throw new ConversionProblem(
                    boxed.getTypeName()
                            + " has no stored form; register a @WritingConverter and a @ReadingConverter for it, or mark the field @Transient");
        }
        boolean isAbstract = boxed.isInterface() || Modifier.isAbstract(boxed.getModifiers());
        if (isAbstract && context.hierarchyOf(boxed) == null) {
            throw new ConversionProblem(
                    boxed.getTypeName()
                            + " is abstract, so that it could not be read back; declare the class, mark the abstract one with @Discriminator, or register converters");
        }
        return new NestedCodec(boxed, subtypes, () -> mapping(context.getRequiredPersistentEntity(type)));
    }
}
