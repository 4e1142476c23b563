package dev.kindred.datastore.spring.data.mapping;

import dev.kindred.datastore.ExpiryPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.data.core.TypeInformation;
import org.springframework.data.mapping.MappingException;
import org.springframework.data.mapping.context.AbstractMappingContext;
import org.springframework.data.mapping.context.InvalidPersistentPropertyPath;
import org.springframework.data.mapping.model.FieldNamingStrategy;
import org.springframework.data.mapping.model.Property;
import org.springframework.data.mapping.model.PropertyNameFieldNamingStrategy;
import org.springframework.data.mapping.model.SimpleTypeHolder;

/**
 * Knows the stored types. A type is examined when it is first asked for, or at start-up if it is given as managed type; what is wrong with it is reported then,
 * all at once. Safe for all threads once it is initialized.
 */
public final class DatastoreMappingContext
        extends AbstractMappingContext<DatastorePersistentEntity<?>, DatastorePersistentProperty> {

    private final Map<Class<?>, TypeHierarchy> hierarchies = new ConcurrentHashMap<>();
    private final Pins pins = new Pins();
    private FieldNamingStrategy fieldNamingStrategy = PropertyNameFieldNamingStrategy.INSTANCE;
    private KindNamingStrategy kindNamingStrategy = KindNaming.UNCHANGED;
    private Field.Nulls nulls = Field.Nulls.WRITE;
    private Unmapped unmapped = Unmapped.KEEP;
    private Field.Reading reading = Field.Reading.STRICT;
    private final AtomicInteger knownTypes = new AtomicInteger();

    /** Makes a context that stores fields under their own names and knows the types of {@link DatastoreSimpleTypes}. */
    public DatastoreMappingContext() {
        setSimpleTypeHolder(DatastoreSimpleTypes.HOLDER);
    }

    /**
     * Changes how properties are named where {@link Field} does not say.
     *
     * @param strategy makes a property's name of a field; set it before the first type is examined
     */
    public void setFieldNamingStrategy(FieldNamingStrategy strategy) {
        this.fieldNamingStrategy = strategy;
    }

    FieldNamingStrategy fieldNamingStrategy() {
        return fieldNamingStrategy;
    }

    /**
     * Changes how kinds are named where {@link Entity} does not say.
     *
     * @param strategy makes a kind of a class; set it before the first type is examined. {@link KindNaming} has the usual ones
     */
    public void setKindNamingStrategy(KindNamingStrategy strategy) {
        this.kindNamingStrategy = strategy;
    }

    KindNamingStrategy kindNamingStrategy() {
        return kindNamingStrategy;
    }

    /**
     * Changes what becomes of null where {@link Field} does not say.
     *
     * @param choice {@link Field.Nulls#WRITE}, which is the default, or {@link Field.Nulls#SKIP}; set it before the first type is examined
     */
    public void setNulls(Field.Nulls choice) {
        this.nulls = choice == Field.Nulls.DEFAULT ? Field.Nulls.WRITE : choice;
    }

    Field.Nulls nulls() {
        return nulls;
    }

    /**
     * Changes how exactly stored values have to be of their fields' types where {@link Field} does not say.
     *
     * @param choice {@link Field.Reading#STRICT}, which is the default, or {@link Field.Reading#LENIENT}; set it before the first type is examined
     */
    public void setReading(Field.Reading choice) {
        this.reading = choice == Field.Reading.DEFAULT ? Field.Reading.STRICT : choice;
    }

    Field.Reading reading() {
        return reading;
    }

    /**
     * Changes what becomes of stored properties without a field where {@link Entity} does not say.
     *
     * @param choice {@link Unmapped#KEEP}, which is the default, or another; set it before the first type is examined
     */
    public void setUnmapped(Unmapped choice) {
        this.unmapped = choice == Unmapped.DEFAULT ? Unmapped.KEEP : choice;
    }

    Unmapped unmapped() {
        return unmapped;
    }

    /**
     * The composite indexes that the known types declare with {@link CompositeIndex}, under the names their properties are stored by.
     *
     * @return each once
     * @throws MappingException if an annotation names a property that the type does not have, or fewer than two; the message says which
     */
    public List<dev.kindred.datastore.index.CompositeIndex> compositeIndexes() {
        Set<dev.kindred.datastore.index.CompositeIndex> indexes = new LinkedHashSet<>();
        for (DatastorePersistentEntity<?> entity : getPersistentEntities()) {
            for (CompositeIndex declared : AnnotatedElementUtils.findMergedRepeatableAnnotations(
                    entity.getType(), CompositeIndex.class, CompositeIndexes.class)) {
                indexes.add(compositeIndex(entity, declared));
            }
        }
        return List.copyOf(indexes);
    }

    private dev.kindred.datastore.index.CompositeIndex compositeIndex(
            DatastorePersistentEntity<?> entity, CompositeIndex declared) {
        String[] columns = declared.value().clone();
        try {
            for (int i = 0; i < columns.length; i++) {
                boolean descends = columns[i].startsWith("-");
                String path = StoredPaths.name(
                        getPersistentPropertyPath(columns[i].substring(descends ? 1 : 0), entity.getType()));
                columns[i] = descends ? "-" + path : path;
            }
            return dev.kindred.datastore.index.CompositeIndex.on(entity.getKind(), columns);
        } catch (InvalidPersistentPropertyPath | IllegalArgumentException e) {
            throw new MappingException(
                    "@CompositeIndex(" + Arrays.toString(declared.value()) + ") on "
                            + entity.getType().getSimpleName() + " cannot be made: " + e.getMessage(),
                    e);
        }
    }

    /** Examines the managed types, and what is declared on them beyond their mapping. */
    @Override
    public void initialize() {
        super.initialize();
        uniqueConstraints();
        expiryPolicies();
    }

    /**
     * How many types are known. Whatever is gathered over all of them is to be gathered again when there are more.
     *
     * @return a number that only grows
     */
    public int knownTypes() {
        return knownTypes.get();
    }

    /**
     * What is to be unique, by the {@link Unique} of the known types.
     *
     * @return each once
     * @throws MappingException if an annotation names what the type does not have, or what no index tells
     */
    public List<UniqueConstraint> uniqueConstraints() {
        return new UniqueConstraints(this).all();
    }

    /**
     * When entities expire, by the {@link ExpireAt} of the known types.
     *
     * @return each once
     * @throws MappingException if a field is no time, or is not indexed
     */
    public List<ExpiryPolicy> expiryPolicies() {
        return ExpiryPolicies.of(getPersistentEntities());
    }

    /**
     * The namespace that a kind is pinned to by {@link PinnedNamespace}.
     *
     * @param kind any kind
     * @return the namespace; null if none of the known types pins it
     * @throws MappingException if two types pin it to different namespaces, or to one that is not valid
     */
    public @Nullable String pinnedNamespace(String kind) {
        return pins.of(kind);
    }

    /** Throws what is wrong with the type itself, and not that something is. */
    @Override
    protected Optional<DatastorePersistentEntity<?>> addPersistentEntity(TypeInformation<?> type) {
        try {
            Optional<DatastorePersistentEntity<?>> added = super.addPersistentEntity(type);
            added.map(DatastorePersistentEntity::getHierarchy).ifPresent(this::addAll);
            knownTypes.incrementAndGet();
            return added;
        } catch (MappingException e) {
            throw e.getCause() instanceof MappingException reason ? reason : e;
        }
    }

    private void addAll(TypeHierarchy hierarchy) {
        List<Class<?>> types = new ArrayList<>(hierarchy.types());
        types.add(hierarchy.base());
        for (Class<?> type : types) {
            if (!hasPersistentEntityFor(type)) {
                addPersistentEntity(type);
            }
        }
    }

    /**
     * The hierarchy of a type.
     *
     * @param type any type; it joins the hierarchy
     * @return the hierarchy, or null if neither the type nor one above it has a {@link Discriminator}
     * @throws MappingException if several have one, or a value of the discriminator stands for two types
     */
    public @Nullable TypeHierarchy hierarchyOf(Class<?> type) {
        Class<?> base = TypeHierarchy.baseOf(type);
        if (base == null) {
            return null;
        }
        TypeHierarchy hierarchy = hierarchies.computeIfAbsent(base, marked -> {
            Discriminator discriminator =
                    Objects.requireNonNull(AnnotatedElementUtils.getMergedAnnotation(marked, Discriminator.class));
            return new TypeHierarchy(marked, discriminator.property());
        });
        hierarchy.add(type);
        return hierarchy;
    }

    @Override
    protected <T> DatastorePersistentEntity<T> createPersistentEntity(TypeInformation<T> type) {
        BasicDatastorePersistentEntity<T> entity =
                new BasicDatastorePersistentEntity<>(type, hierarchyOf(type.getType()), this);
        pins.add(entity);
        return entity;
    }

    @Override
    protected DatastorePersistentProperty createPersistentProperty(
            Property property, DatastorePersistentEntity<?> owner, SimpleTypeHolder simpleTypes) {
        return new BasicDatastorePersistentProperty(property, owner, simpleTypes, this);
    }
}
